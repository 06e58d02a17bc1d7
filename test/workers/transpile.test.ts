import assert from "node:assert/strict";
import { readdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { TranspileError, transpile } from "../../src/workers/transpile/transpile.ts";
import { project } from "./cli.ts";

async function load(folder: string, entry = "main.ts"): Promise<Record<string, unknown>> {
  const { output } = await transpile(join(folder, entry), entry);
  return (await import(pathToFileURL(output).href)) as Record<string, unknown>;
}

test("import.meta and __dirname keep the value of each source file", async () => {
  const folder = project({
    "main.ts":
      'export * from "./lib/a.ts";\nexport const url = import.meta.url, dir = import.meta.dirname, name = __filename;\n',
    "lib/a.ts":
      "export const inner: string = import.meta.url, innerDir = __dirname, innerName = import.meta.filename;\n",
  });
  assert.deepEqual(
    { ...(await load(folder)) },
    {
      url: pathToFileURL(join(folder, "main.ts")).href,
      dir: folder,
      name: join(folder, "main.ts"),
      inner: pathToFileURL(join(folder, "lib/a.ts")).href,
      innerDir: join(folder, "lib"),
      innerName: join(folder, "lib/a.ts"),
    },
  );
});

test("packages are not bundled, and found from where the source is", async () => {
  const pkg = (value: string) => ({
    "package.json": '{ "name": "dep", "type": "module", "exports": "./index.js" }',
    "index.js": `export const value = ${JSON.stringify(value)};\n`,
  });
  const at = (prefix: string, files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`${prefix}/${name}`, text]));
  const folder = project({
    "main.ts": 'export { value as outer } from "dep";\nexport { value as inner } from "./packages/b/b.ts";\n',
    "packages/b/b.ts": 'export { value } from "dep";\n',
    ...at("node_modules/dep", pkg("outer")),
    ...at("packages/b/node_modules/dep", pkg("inner")),
  });
  const { output, externals } = await transpile(join(folder, "main.ts"), "main.ts");
  assert.ok(output.startsWith(join(folder, "node_modules/.cache/flotilla")));
  assert.equal(externals.length, 2);
  assert.deepEqual({ ...(await load(folder)) }, { outer: "outer", inner: "inner" });
});

test("tsconfig paths, workspace packages of TypeScript, require in CommonJS", async () => {
  const folder = project({
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    "src/x.ts": "export const x: number = 1;\n",
    "packages/w/package.json": '{ "name": "w", "type": "module", "exports": "./w.ts" }',
    "packages/w/w.ts": "export const w: number = 2;\n",
    "legacy.cjs": 'const path = require("node:path");\nmodule.exports = { joined: path.join("a", "b") };\n',
    "node_modules/.keep": "",
    "main.ts":
      'export { x } from "@/x.ts";\nexport { w } from "w";\nimport legacy from "./legacy.cjs";\nexport const { joined } = legacy;\n',
  });
  symlinkSync(join(folder, "packages/w"), join(folder, "node_modules/w"));
  assert.deepEqual({ ...(await load(folder)) }, { x: 1, w: 2, joined: join("a", "b") });
});

test("made once; made anew when a source, however deep, or a setting changed", async () => {
  const folder = project({ "main.ts": 'export * from "./a.ts";\n', "a.ts": "export const a: number = 1;\n" });
  const first = await transpile(join(folder, "main.ts"), "main.ts");
  const written = statSync(first.output).mtimeMs;
  const again = await transpile(join(folder, "main.ts"), "main.ts");
  assert.equal(again.output, first.output);
  assert.equal(statSync(again.output).mtimeMs, written);
  writeFileSync(join(folder, "a.ts"), "export const a: number = 2;\n");
  const changed = await transpile(join(folder, "main.ts"), "main.ts");
  assert.notEqual(changed.output, first.output);
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "name": "renamed" }');
  assert.equal((await transpile(join(folder, "main.ts"), "main.ts")).output, changed.output);
});

test("two that start at once end with the same whole file", async () => {
  const folder = project({ "main.ts": "export const a: number = 1;\n" });
  const both = await Promise.all([1, 2].map(() => transpile(join(folder, "main.ts"), "main.ts")));
  assert.equal(both[0].output, both[1].output);
  assert.deepEqual(
    readdirSync(dirname(both[0].output)).filter((name) => name.endsWith(".tmp")),
    [],
  );
  assert.equal((await load(folder)).a, 1);
});

test("without node_modules the cache stands beside the package.json", async () => {
  const folder = project({ "src/main.ts": "export const a: number = 1;\n" });
  const { output } = await transpile(join(folder, "src/main.ts"), "main.ts");
  assert.ok(realpathSync(output).startsWith(join(folder, ".flotilla/cache")));
});

test("a module may have its own require", async () => {
  const folder = project({
    "main.ts":
      'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nexport const sep: string = require("node:path").sep;\n',
  });
  assert.equal((await load(folder)).sep, "/");
});

test("a source that does not compile names file, line and column", async () => {
  const folder = project({ "main.ts": "export const a = ;\n" });
  await assert.rejects(
    transpile(join(folder, "main.ts"), "main.ts"),
    (error: unknown) =>
      error instanceof TranspileError &&
      error.report.where?.endsWith("main.ts:1:18") === true &&
      error.report.frame?.startsWith("> 1 | export const a = ;") === true,
  );
});
