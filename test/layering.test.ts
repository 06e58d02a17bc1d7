import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { faultsOf, importsOf } from "../scripts/layering.ts";

const src = join(import.meta.dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replaceAll("\\", "/"));

test("src/ obeys the house rules", () => {
  assert.ok(files.length > 5, "src/ was found");
  const faults = files.flatMap((file) => faultsOf(file, readFileSync(join(src, file), "utf8")));
  assert.deepEqual(faults, []);
});

test("app/, http/ and core/ bundle for a runtime that has no node: modules, packages included", async () => {
  const entryPoints = files.filter((file) => /^(?:app|http|core)\//.test(file)).map((file) => join(src, file));
  const bundling = build({
    entryPoints,
    bundle: true,
    write: false,
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["import"],
    outdir: "unused",
    logLevel: "silent",
  });
  await assert.doesNotReject(bundling);
});

test("imports are found in every form, and not in comments or strings", () => {
  const source = `
import "node:fs";
import a, { b } from "./b.ts"; // import c from "./c.ts"
import type { D } from "./d.ts";
/* import e from "./e.ts"; */
export * from "./f.ts";
export { g } from "./g.ts";
import {
  h,
} from "./h.ts";
const text = 'import i from "./i.ts"';
const quote = /["'\`]/;
const lazy = await import("./j.ts");
type K = typeof import("./k.ts");
const computed = await import(name);
export const from = Array.from("./l.ts");
`;
  assert.deepEqual(
    importsOf(source).map(({ target, line, typeOnly }) => [target, line, typeOnly]),
    [
      ["node:fs", 2, false],
      ["./b.ts", 3, false],
      ["./d.ts", 4, true],
      ["./f.ts", 6, false],
      ["./g.ts", 7, false],
      ["./h.ts", 8, false],
      ["./j.ts", 13, false],
      ["./k.ts", 14, true],
      [null, 15, false],
    ],
  );
});

for (const [file, source, fault] of [
  ["app/a.ts", 'import { createServer } from "node:http";', 'app/ imports "node:http"'],
  ["app/a.ts", 'import type { Socket } from "net";', 'app/ imports "net"'],
  [
    "app/a.ts",
    'import { RequestParser } from "../http/request-parser.ts";',
    "app/ imports http/, which is not below it",
  ],
  ["http/a.ts", 'export * from "../app/app.ts";', "http/ imports app/, which is not below it"],
  ["http/a.ts", 'const net = await import("node:net");', 'http/ imports "node:net"'],
  ["core/a.ts", "const module = await import(name);", "core/ loads a module by a computed name"],
  ["core/a.ts", 'import { z } from "zod";', 'core/ imports the package "zod"'],
  ["core/balance/a.ts", 'import { b } from "../../http/b.ts";', "core/ imports http/, which is not below it"],
  ["balancer/a.ts", 'import { b } from "../workers/b.ts";', "balancer/ imports workers/, which is not below it"],
  ["server/a.ts", 'import type { B } from "../master/b.ts";', "server/ imports master/, which is not below it"],
  ["server/a.ts", 'import { App } from "../index.ts";', 'server/ imports the entry "index.ts"'],
  ["server/a.ts", 'import { b } from "./b.js";', '"./b.js" lacks its .ts ending'],
  ["server/a.ts", 'import { b } from "../../bench/b.ts";', '"../../bench/b.ts" leaves src/'],
  ["server/a.ts", 'import { b } from "../misc/b.ts";', '"../misc/b.ts": no layer of that name in scripts/layering.ts'],
  ["cli/a.ts", "export default function a(): void {}", "default export"],
  ["cli/a.ts", "export { a as default };", "default export"],
  ["cli/a.ts", "export function a(b: any): void {}", "the type any"],
  ["cli/a.ts", "const a = b as any;", "the type any"],
  ["cli/a.ts", "const a: Map<string, any> = b;", "the type any"],
] as const) {
  test(`refused in ${file}: ${source}`, () => {
    assert.deepEqual(faultsOf(file, source), [`${file}:1: ${fault}`]);
  });
}

for (const [file, source] of [
  ["app/a.ts", 'import { z } from "zod";'],
  ["http/a.ts", 'import { errorTable } from "../core/errors.ts";'],
  ["cli/a.ts", 'import { balance } from "../balancer/balance.ts";'],
  ["cli/a.ts", 'import { defineConfig } from "../config.ts";'],
  ["index.ts", 'export { App } from "./app/app.ts";'],
  ["core/a.ts", '// takes any value: "as any" is refused\nconst any = 1;'],
] as const) {
  test(`allowed in ${file}: ${source}`, () => {
    assert.deepEqual(faultsOf(file, source), []);
  });
}
