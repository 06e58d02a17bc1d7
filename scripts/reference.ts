// npm run reference: writes docs/reference/ from the docstrings. With --check it writes nothing, and fails if a page is stale or an
// export has no docstring.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entryPoints } from "./reference/entry-point.ts";
import { entryPage, fileOf, indexPage } from "./reference/page.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "docs/reference");
const entries = entryPoints(root);

const pages = new Map([["README.md", indexPage(entries)]]);
for (const entry of entries) pages.set(fileOf(entry.specifier), entryPage(entry));

const bare = entries.flatMap(({ specifier, exports }) =>
  exports.filter(({ doc }) => doc === "").map(({ name }) => `${specifier}: ${name} has no docstring`),
);

if (process.argv.includes("--check")) {
  const there = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
  const stale = [...new Set([...pages.keys(), ...there.keys()])].filter((name) => pages.get(name) !== there.get(name));
  const faults = [...bare, ...stale.map((name) => `docs/reference/${name} is stale: npm run reference`)];
  for (const fault of faults) console.error(fault);
  process.exit(faults.length === 0 ? 0 : 1);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of pages) writeFileSync(join(folder, name), text);
for (const fault of bare) console.error(fault);
console.log(`${pages.size} pages in docs/reference/`);
