import assert from "node:assert/strict";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Cli, project } from "../workers/cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const source = `
import { App, resource } from "flotilla";
import { z } from "zod";
const pool = resource((): string => { throw new Error("a resource was started"); });
console.log("loading");
export const app = new App({ title: "Shop", lifespan: async function* () { throw new Error("the lifespan was started"); yield {}; } });
app.get("/items/{item_id}", { path: { item_id: z.int() }, use: { pool } }, function readItem({ path }) { return path.item_id; });
export const createApp = () => app;
export const notAnApp = { fetch: () => new Response("x") };
`;

/** A project with flotilla and zod installed. */
function shop(files: Record<string, string> = { "main.ts": source }): string {
  const folder = project(files);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/flotilla"), "dir");
  symlinkSync(join(root, "node_modules/zod"), join(folder, "node_modules/zod"), "dir");
  return folder;
}

async function cli(folder: string, ...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const run = new Cli(folder, args);
  const { code } = await run.exited;
  return { code, out: run.out, err: run.err };
}

test("flotilla openapi prints the document, and starts nothing of the app", async () => {
  const folder = shop();
  const { code, out, err } = await cli(folder, "openapi", "main:app");
  assert.equal(err, "loading\n");
  assert.equal(code, 0);
  const document = JSON.parse(out);
  assert.equal(document.openapi, "3.1.0");
  assert.equal(document.info.title, "Shop");
  assert.equal(document.paths["/items/{item_id}"].get.operationId, "readItem");
  const found = await cli(folder, "openapi");
  assert.equal(found.out, out);
  const made = await cli(folder, "openapi", "main.ts:createApp", "--factory");
  assert.equal(made.out, out);
});

test("flotilla openapi --version 3.0 --output FILE", async () => {
  const folder = shop();
  const { code, out } = await cli(folder, "openapi", "main:app", "--version", "3.0", "--output", "openapi.json");
  assert.equal(code, 0);
  assert.equal(out, "");
  assert.equal(JSON.parse(readFileSync(join(folder, "openapi.json"), "utf8")).openapi, "3.0.3");
});

test("what is wrong ends with one line and exit code 2", async () => {
  const deep = `{"items":`.repeat(20_000) + "{}" + "}".repeat(20_000);
  const folder = shop({
    "main.ts": source,
    "deep.json": `{"openapi":"3.1.0","paths":{},"components":{"schemas":{"a":${deep}}}}`,
  });
  mkdirSync(join(folder, "folder.json"));
  for (const [args, line] of [
    [["client", "deep.json"], /^flotilla: deep\.json is nested too deeply\n$/],
    [["client", "folder.json"], /^flotilla: folder\.json cannot be read: EISDIR\n$/],
    [["openapi", "main:notAnApp"], /^flotilla: main\.ts exports no App of Flotilla: .*\n$/m],
    [["openapi", "nothing:app"], /^flotilla: no such app: nothing /m],
    [["openapi", "main:app", "--version", "2.0"], /^flotilla: --version: .*3\.1, 3\.0/m],
    [["openapi", "main:app", "--output", "no/such/folder.json"], /^flotilla: --output: cannot write .* ENOENT/m],
    [["client", "nothing.json"], /^flotilla: no such file: nothing\.json\n$/],
    [["client", "package.json"], /^flotilla: package\.json is no OpenAPI 3 document: openapi is missing\n$/],
    [["client", "http://127.0.0.1:1/openapi.json"], /^flotilla: http:\/\/127.* cannot be reached: .*\n$/],
  ] as const) {
    const { code, err } = await cli(folder, ...args);
    assert.match(err, line);
    assert.equal(code, 2, args.join(" "));
  }
});

test("an app that is wrong ends with its place and exit code 3", async () => {
  const broken = `import { App } from "flotilla";
import { z } from "zod";
export const app = new App();
app.get("/", { query: { q: z.custom(() => true) } }, () => 1);
`;
  const folder = shop({
    "main.ts": broken,
    "throws.ts": 'interface Nothing {}\nconst late = () => { throw new Error("not today"); };\nlate();',
    "syntax.ts": "const = 1;",
  });
  const wrong = await cli(folder, "openapi", "main:app");
  assert.equal(wrong.code, 3);
  assert.match(wrong.err, /main\.ts has no document.*GET \/ \(\S+\/main\.ts:4:5\): .*z\.custom/);
  const throwing = await cli(folder, "openapi", "throws:app");
  assert.equal(throwing.code, 3);
  assert.match(
    throwing.err,
    /cannot load throws\.ts: not today\n {2}at throws\.ts:2:28\n\n[\s\S]*> 2 \| const late = \(\) => \{ throw/,
  );
  const syntax = await cli(folder, "client", "syntax:app");
  assert.equal(syntax.code, 3);
  assert.match(syntax.err, /syntax\.ts/);
});

test("flotilla client writes the same types from an app, a file and a URL", async () => {
  const folder = shop();
  const fromApp = await cli(folder, "client", "main:app", "-o", "api.ts");
  assert.equal(fromApp.code, 0, fromApp.err);
  const types = readFileSync(join(folder, "api.ts"), "utf8");
  assert.match(types, /^export interface paths \{\n {2}"\/items\/\{item_id\}": \{/m);
  await cli(folder, "openapi", "main:app", "-o", "openapi.json");
  assert.equal((await cli(folder, "client", "openapi.json")).out, types);
  const server = http.createServer((request, response) => {
    response.statusCode = request.url === "/openapi.json" ? 200 : 404;
    response.end(readFileSync(join(folder, "openapi.json")));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    assert.equal((await cli(folder, "client", `${origin}/openapi.json`)).out, types);
    const missing = await cli(folder, "client", `${origin}/other`);
    assert.equal(missing.err, `flotilla: ${origin}/other answered 404\n`);
    assert.equal(missing.code, 2);
  } finally {
    server.close();
  }
});

test("--help of both", async () => {
  const folder = project({});
  const { out } = await cli(folder, "openapi", "--help");
  assert.match(out, /--version <VERSION> +Version of OpenAPI\. \(one of: 3\.1, 3\.0; default: 3\.1\)/);
  assert.match(out, /-o, --output <FILE>/);
  assert.match((await cli(folder, "client", "--help")).out, /openapi-fetch/);
});
