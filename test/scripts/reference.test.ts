// The reference: what is read from a package's entry points, and how a page shows it. That the pages in docs/ are fresh and every
// export has a docstring is `npm run check`.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { entryPoints } from "../../scripts/reference/entry-point.ts";
import { entryPage, fileOf, indexPage } from "../../scripts/reference/page.ts";

const root = mkdtempSync(join(tmpdir(), "flotilla-reference-"));
after(() => rmSync(root, { recursive: true, force: true }));

const modules = join(import.meta.dirname, "../../node_modules");
mkdirSync(join(root, "node_modules/@types"), { recursive: true });
for (const name of ["typescript", "@typescript", "@types/node"]) {
  symlinkSync(join(modules, name), join(root, "node_modules", name));
}
mkdirSync(join(root, "src"));
const write = (name: string, value: unknown) => writeFileSync(join(root, name), JSON.stringify(value));
write("package.json", {
  name: "ship",
  type: "module",
  exports: { ".": { "flotilla:source": "./src/index.ts" }, "./package.json": "./package.json" },
});
write("tsconfig.build.json", {
  compilerOptions: {
    target: "es2022",
    module: "nodenext",
    declaration: true,
    rewriteRelativeImportExtensions: true,
    rootDir: "src",
    outDir: "dist",
    types: [],
  },
  include: ["src"],
});
writeFileSync(
  join(root, "src/index.ts"),
  `/** \`ship\`: all of a ship. More. */
export { Hull as Ship, launch, type Sail, depth } from "./hull.ts";
`,
);
writeFileSync(
  join(root, "src/hull.ts"),
  `/** Floats; see docs/run.md. */
export class Hull {
  #leaks = 0;
  private holes = 1;
  /** Internal: for the yard. */
  readonly yard = 1;
  /** How long it is, in metres. */
  readonly length: number;
  /** @throws RangeError for a length
   * below 0. */
  constructor(length: number) {
    this.length = length + this.#leaks + this.holes;
  }
}

/**
 * Puts it to sea.
 *
 *     launch(new Hull(3));
 */
export function launch(ship: Hull): void;
export function launch(ship: Hull, at: string): number;
export function launch(_: Hull, at?: string): number | void {
  return at?.length;
}

export interface Sail {
  /** In square metres. */
  area: number;
  shape?: "lateen" | "square";
}

/** In fathoms. */
export const depth: number = 5;
`,
);

const [ship, ...others] = entryPoints(root);

test("exports, overloads, members and docstrings are read; private and internal ones are not", () => {
  assert.deepEqual(others, []);
  assert.equal(ship.specifier, "ship");
  assert.deepEqual(
    ship.exports.map(({ name, kind, doc }) => [name, kind, doc]),
    [
      ["depth", "value", "In fathoms."],
      ["launch", "function", "Puts it to sea.\n\n    launch(new Hull(3));"],
      ["Sail", "type", ""],
      ["Ship", "class", "Floats; see docs/run.md."],
    ],
  );
  const [depth, launch, sail, hull] = ship.exports;
  assert.deepEqual(depth.signatures, ["const depth: number"]);
  assert.deepEqual(launch.signatures, [
    "function launch(ship: Hull): void",
    "function launch(ship: Hull, at: string): number",
  ]);
  assert.deepEqual(hull.signatures, ["class Hull"]);
  assert.deepEqual(hull.members, [
    { name: "length", signatures: ["readonly length: number"], doc: "How long it is, in metres.", throws: [] },
    {
      name: "constructor",
      signatures: ["new (length: number)"],
      doc: "",
      throws: ["RangeError for a length below 0."],
    },
  ]);
  assert.deepEqual(
    sail.members.map(({ signatures }) => signatures),
    [["area: number"], ['shape?: "lateen" | "square"']],
  );
});

test("a page shows all of it", () => {
  const page = entryPage(ship);
  assert.match(page, /^# `ship`\n\nAll of a ship\. More\.$/m);
  assert.match(
    page,
    /^### launch\n\nPuts it to sea\.\n\n {4}launch\(new Hull\(3\)\);\n\n```ts signature\nfunction launch/m,
  );
  assert.match(page, /^- `area: number`: In square metres\.\n- `shape\?: "lateen" \| "square"`$/m);
  assert.match(page, /^- `new \(length: number\)`: Throws RangeError for a length below 0\.$/m);
  assert.match(page, /see \[run\.md\]\(\.\.\/run\.md\)/);
});

test("the index lists every page", () => {
  assert.match(indexPage([ship]), /^\| \[`ship`\]\(ship\.md\) \| 4 \| All of a ship\. \|$/m);
  assert.equal(fileOf("flotilla/server"), "flotilla-server.md");
});
