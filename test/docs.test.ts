// What the documentation says exists, exists; what it shows compiles against the built package.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "..");
const leftOut = new Set(["node_modules", "dist", ".git"]);

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return leftOut.has(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

const pages = pagesBelow(root).map((path) => ({ path, name: relative(root, path), text: readFileSync(path, "utf8") }));

test("every relative link of the documentation leads somewhere", () => {
  const broken = pages.flatMap(({ path, name, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .filter(([, target]) => !existsSync(join(dirname(path), target)))
      .map(([, target]) => `${name}: ${target}`),
  );
  assert.deepEqual(broken, []);
});

test("every page that the code names exists, and the indexes list every page", () => {
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(root, "src", file), "utf8"));
  const named = sources.flatMap((text) => text.match(/\bdocs\/[\w/-]+\.md\b/g) ?? []);
  assert.deepEqual(
    [...new Set(named)].filter((page) => !existsSync(join(root, page))),
    [],
  );
  for (const folder of ["docs", "docs/tutorial", "docs/reference"]) {
    const index = readFileSync(join(root, folder, "README.md"), "utf8");
    const listed = readdirSync(join(root, folder)).filter((file) => file.endsWith(".md") && file !== "README.md");
    assert.ok(listed.length > 1, folder);
    assert.deepEqual(
      listed.filter((file) => !index.includes(`(${file})`)),
      [],
      folder,
    );
  }
});

test("decision records have numbers of their own, and the list names each", () => {
  const records = readdirSync(join(root, "docs/decisions")).filter((file) => file !== "README.md");
  const list = readFileSync(join(root, "docs/decisions/README.md"), "utf8");
  assert.equal(new Set(records.map((file) => /^\d{4}-/.exec(file)?.[0] ?? "")).size, records.length);
  assert.deepEqual(
    records.filter((file) => !list.includes(`(${file})`)),
    [],
  );
});

test("every npm script that the documentation names exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = pages.flatMap(({ text }) => [...text.matchAll(/\bnpm run ([\w-]+)/g)].map(([, script]) => script));
  assert.deepEqual(
    [...new Set(named)].filter((script) => !(script in scripts)),
    [],
  );
});

test("the TypeScript in the documentation compiles against the built package", () => {
  // Below the root, so that `flotilla` is this package by its own name.
  const folder = mkdtempSync(join(root, ".docs-"));
  try {
    let blocks = 0;
    for (const { name, text } of pages) {
      for (const [, code] of text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)) {
        blocks += 1;
        writeFileSync(join(folder, `${name.replace(/\W/g, "-")}-${blocks}.ts`), `${code}\nexport {};\n`);
      }
    }
    assert.ok(blocks > 1, "blocks were found");
    const compilerOptions = { target: "es2022", module: "nodenext", strict: true, noEmit: true, types: ["node"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
    assert.equal(status, 0, stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
