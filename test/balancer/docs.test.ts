import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { directiveGroups } from "../../src/balancer/nginx/directives/index.ts";
import { readConfig } from "../../src/balancer/nginx/read-config.ts";
import { variablePrefixes, variables } from "../../src/balancer/nginx/variables.ts";

const path = join(import.meta.dirname, "../../docs/balance.md");
const page = readFileSync(path, "utf8");

/** What stands between the markers: every directive and variable, from the tables that the reader uses. */
function written(): string {
  const rows = directiveGroups.map(([title, table]) => {
    const lines = Object.entries(table).map(([name, spec]) => {
      const fallback = spec.default === "" ? "" : `\`${spec.default}\``;
      return `| \`${name}\` | ${spec.contexts.join(", ")} | ${fallback} | ${spec.doc.replaceAll("|", "\\|")} |`;
    });
    return `### ${title}\n\n| directive | where | default | |\n| --- | --- | --- | --- |\n${lines.join("\n")}\n`;
  });
  const names = [...Object.keys(variables), ...Object.keys(variablePrefixes).map((prefix) => `${prefix}NAME`)];
  const list = names.map((name) => `\`$${name}\``).join(", ");
  return `\n${rows.join("\n")}\n### Variables\n\n${list}; those of \`map\`. One without a value is empty, in a log \`-\`.\n\n`;
}

test("the page lists every directive and variable there is", () => {
  const parts = /^(.*<!-- directives:[^\n]*-->\n)(.*)(<!-- end -->.*)$/s.exec(page);
  assert.ok(parts !== null, "the markers are there");
  if (process.env.FLOTILLA_UPDATE_DOCS === "1") writeFileSync(path, parts[1] + written() + parts[3]);
  else assert.equal(parts[2], written());
});

const examples = [...page.matchAll(/```nginx\n(.*?)```/gs)].map(([, text]) => text);
for (const [index, text] of examples.entries()) {
  test(`example ${index + 1} of the page is accepted`, () => {
    assert.ok(readConfig("/page.conf", { text }).model.listeners.length > 0);
  });
}
