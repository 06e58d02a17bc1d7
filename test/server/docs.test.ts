// docs/server.md against the code: every option, its default, every limit.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorTable } from "../../src/core/errors.ts";
import { defaultLimits } from "../../src/http/types.ts";
import { settingsFrom } from "../../src/server/settings.ts";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/server.md"), "utf8");

/** Names and defaults of the rows whose first cell names options. */
const documented = new Map(
  [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|([^|]*)\|/gm)].flatMap(([, names, defaults]) => {
    const values = defaults.trim().split(", ");
    return [...names.matchAll(/`(\w+)`/g)].map(([, name], at) => [name, values[at] ?? ""] as const);
  }),
);

function bytesOf(text: string): number {
  const [, amount, unit] = /^([\d ]+?)(?: (KiB|GiB|bytes))?$/.exec(text) ?? [];
  return Number(amount.replaceAll(" ", "")) * ({ KiB: 1024, GiB: 1024 ** 3 }[unit] ?? 1);
}

test("every serve option is documented, and nothing else", () => {
  const source = readFileSync(join(root, "src/server/types.ts"), "utf8");
  const body = /export interface ServeOptions \{([\s\S]*?)^\}/m.exec(source)?.[1] ?? "";
  const options = [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
  assert.ok(options.length > 10);
  assert.deepEqual([...documented.keys()].sort(), [...options, ...Object.keys(defaultLimits)].sort());
});

for (const [name, value] of [...Object.entries(settingsFrom({})), ...Object.entries(defaultLimits)]) {
  if (typeof value !== "number") continue;
  test(`the documented default of ${name} is the one in effect`, () => {
    assert.equal(bytesOf(documented.get(name) ?? ""), value);
  });
}

test("every answer to a client's fault is listed with the status of the error table", () => {
  const listed = [...page.matchAll(/^\|[^|]*\| (\d{3}) \| (`\w+`(?:, `\w+`)*) \|$/gm)].flatMap(([, status, codes]) =>
    [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => [code, Number(status)]),
  );
  // No answer is sent for these: the client takes none, or is gone.
  const silent = ["write_timeout", "client_closed"];
  const faults = Object.entries(errorTable)
    .filter(([code, { source }]) => source === "client" && !silent.includes(code))
    .map(([code, { status }]) => [code, status]);
  assert.deepEqual(listed.sort(), faults.sort());
});
