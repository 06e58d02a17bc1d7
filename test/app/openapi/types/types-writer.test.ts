import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import fc from "fast-check";
import { z } from "zod";
import type { OpenAPIDocument } from "../../../../src/app/openapi/json.ts";
import { writeTypes } from "../../../../src/app/openapi/types/types-writer.ts";
import { file } from "../../../../src/app/schema/file.ts";
import { App, HTTPError } from "../../../../src/index.ts";
import { serve } from "../../../../src/server/index.ts";
import { bigApp } from "../big-app.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/** A folder with these files and our packages. */
function folderWith(files: { readonly [name: string]: string }): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flotilla-types-")));
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["openapi-fetch", "openapi-typescript-helpers"]) {
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name), "dir");
  }
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    lib: ["es2023", "dom"],
    types: [],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    skipLibCheck: false,
  };
  const all = {
    "tsconfig.json": JSON.stringify({ compilerOptions }),
    "package.json": '{ "type": "module" }',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  return folder;
}

function typeFaults(folder: string): string {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  return status === 0 ? "" : stdout;
}

function shop(): App {
  const app = new App();
  const Item = z
    .object({
      name: z.string(),
      price: z.number(),
      color: z.enum(["red", "blue"]).default("red"),
      note: z.string().nullable(),
    })
    .meta({ id: "Item" });
  const Missing = z.object({ detail: z.string() }).meta({ id: "Missing" });
  app.get(
    "/items/{item_id}",
    {
      path: { item_id: z.int() },
      query: { q: z.string().optional(), size: z.array(z.int()).optional() },
      headers: { x_token: z.string() },
      response: Item,
      responses: { 404: Missing },
    },
    function readItem({ path, query, headers }) {
      if (path.item_id === 404) throw new HTTPError(404, "no such item");
      const name = [path.item_id, query.q, query.size?.join(), headers.x_token].join(" ");
      return { name, price: 1, note: null };
    },
  );
  app.post("/items", { body: Item, response: Item, status: 201 }, function addItem({ body }) {
    return body;
  });
  app.post("/files", { form: { data: file(), title: z.string() } }, async function addFile({ form }) {
    return { size: form.data.size, title: form.title };
  });
  app.delete("/items/{item_id}", { status: 204, path: { item_id: z.int() } }, function removeItem() {
    return null;
  });
  return app as App;
}

const use = `
import createClient from "openapi-fetch";
import type { components, paths } from "./api.ts";

export async function main(baseUrl: string): Promise<unknown[]> {
  const client = createClient<paths>({ baseUrl });
  const found = await client.GET("/items/{item_id}", {
    params: { path: { item_id: 7 }, query: { q: "a b", size: [1, 2] }, header: { "x-token": "t" } },
  });
  const item: components["schemas"]["Item"] | undefined = found.data;
  const note: string | null | undefined = found.data?.note;
  const missing = await client.GET("/items/{item_id}", { params: { path: { item_id: 404 }, header: { "x-token": "t" } } });
  if (missing.error !== undefined && !Array.isArray(missing.error.detail)) {
    const detail: string | undefined = missing.error.detail;
    void detail;
  }
  const added = await client.POST("/items", { body: { name: "Chair", price: 2, note: null } });
  const color: "red" | "blue" | undefined = added.data?.color;
  const sent = await client.POST("/files", {
    body: { data: new Blob(["12345"]), title: "five" },
    bodySerializer({ data, title }) {
      const form = new FormData();
      form.append("data", data, "five.txt");
      form.append("title", title);
      return form;
    },
  });
  const gone = await client.DELETE("/items/{item_id}", { params: { path: { item_id: 7 } } });
  return [item, note, missing.error, missing.response.status, color, sent.data, gone.response.status];
}

export async function bad(): Promise<void> {
  const client = createClient<paths>();
  // @ts-expect-error there is no such path
  await client.GET("/nothing");
  // @ts-expect-error there is no such method
  await client.PUT("/items");
  // @ts-expect-error the path parameter is a number
  await client.GET("/items/{item_id}", { params: { path: { item_id: "7" }, header: { "x-token": "t" } } });
  // @ts-expect-error the header is missing
  await client.GET("/items/{item_id}", { params: { path: { item_id: 7 } } });
  // @ts-expect-error there is no such query parameter
  await client.GET("/items/{item_id}", { params: { path: { item_id: 7 }, header: { "x-token": "t" }, query: { r: 1 } } });
  // @ts-expect-error a field is missing
  await client.POST("/items", { body: { name: "Chair", note: null } });
  // @ts-expect-error a field is of another type
  await client.POST("/items", { body: { name: "Chair", price: "2", note: null } });
  // @ts-expect-error the colour is none of these
  await client.POST("/items", { body: { name: "Chair", price: 2, note: null, color: "green" } });
  // @ts-expect-error the body is missing
  await client.POST("/items", {});
  const { data } = await client.POST("/items", { body: { name: "Chair", price: 2, note: null } });
  // @ts-expect-error there is no such field
  data?.weight;
}
`;

test("a client made from the types is right, and what it is told wrong is a type error", async () => {
  const app = shop();
  const folder = folderWith({ "api.ts": writeTypes(app.openapi()), "use.ts": use });
  assert.equal(typeFaults(folder), "");
  const server = await serve(app, { port: 0 });
  try {
    const { main } = (await import(pathToFileURL(join(folder, "use.ts")).href)) as {
      main(baseUrl: string): Promise<unknown[]>;
    };
    assert.deepEqual(await main(server.addresses[0]), [
      { name: "7 a b 1,2 t", price: 1, color: "red", note: null },
      null,
      { detail: "no such item" },
      404,
      "red",
      { size: 5, title: "five" },
      204,
    ]);
  } finally {
    await server.close({ graceMs: 0 });
  }
});

test("types of everything are TypeScript, from a 3.0 document too, and always the same", () => {
  const types = (["3.1", "3.0"] as const).map((version) => writeTypes(bigApp().openapi({ version })));
  const folder = folderWith({ "v31.ts": types[0], "v30.ts": types[1] });
  assert.equal(typeFaults(folder), "");
  assert.equal(writeTypes(bigApp().openapi()), types[0]);
});

test("what other writers put into documents: parameters of a path, references, operations without an id", () => {
  const document: OpenAPIDocument = {
    openapi: "3.0.3",
    info: { title: "Other", version: "1" },
    paths: {
      "/a/{id}": {
        parameters: [{ $ref: "#/components/parameters/Id" }, { name: "page", in: "query", schema: { type: "string" } }],
        get: {
          parameters: [{ name: "page", in: "query", required: true, schema: { type: "integer" } }],
          responses: { 200: { $ref: "#/components/responses/Ok" }, default: { description: "x" } },
        },
        post: {
          operationId: "post-it",
          requestBody: { $ref: "#/components/requestBodies/Body" },
          responses: { "2XX": { description: "Fine", headers: { "X-A": { $ref: "#/components/headers/A" } } } },
        },
      },
    },
    components: {
      parameters: { Id: { name: "id", in: "path", required: true, schema: { type: "string" } } },
      responses: { Ok: { description: "Ok", content: { "application/json": { schema: { type: "string" } } } } },
      requestBodies: { Body: { required: true, content: { "text/plain": {} } } },
      headers: { A: { required: true, schema: { type: "integer" } } },
    },
  };
  const types = writeTypes(document);
  const check = `
import type { operations, paths } from "./api.ts";
type Get = paths["/a/{id}"]["get"];
const query: Get["parameters"]["query"] = { page: 1 };
const path: Get["parameters"]["path"] = { id: "x" };
const ok: Get["responses"][200]["content"]["application/json"] = "text";
const body: operations["post-it"]["requestBody"]["content"]["text/plain"] = 1 as unknown;
const header: operations["post-it"]["responses"]["2XX"]["headers"]["X-A"] = 1;
// @ts-expect-error the operation's own parameter counts
const wrong: Get["parameters"]["query"] = { page: "1" };
export { body, header, ok, path, query, wrong };
`;
  assert.equal(typeFaults(folderWith({ "api.ts": types, "check.ts": check })), "");
});

test("a document with anything at all in its places is written, and nothing of it leaves its type or comment", () => {
  const hostile = `*/ evil(); "'\`\n\r\u2028\${1}\\`;
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      0,
      true,
      hostile,
      [],
      [null],
      {},
      { $ref: 5 },
      { $ref: `#/components/schemas/${hostile}` },
    ),
    fc.constantFrom<unknown>(
      { enum: [hostile, {}, 1] },
      { const: hostile },
      { type: [hostile, 5] },
      { default: hostile },
    ),
    fc.constantFrom<unknown>({
      properties: { [hostile]: true, ["__proto__"]: { description: hostile } },
      required: {},
    }),
  );
  const places: string[] = [];
  const walk = (at: unknown, path: string): void => {
    if (typeof at !== "object" || at === null) return;
    for (const [key, inner] of Object.entries(at)) {
      places.push(JSON.stringify([...(path === "" ? [] : (JSON.parse(path) as string[])), key]));
      walk(inner, places[places.length - 1]);
    }
  };
  const document = bigApp().openapi();
  walk(document, "");
  const components = {
    responses: { a: null },
    parameters: { b: 7 },
    requestBodies: { c: [] },
    headers: null,
    pathItems: [],
  };
  const odd = writeTypes({ openapi: "3.1.0", paths: null, components } as never);
  assert.match(odd, /responses: never;\n {2}parameters: never;/);
  fc.assert(
    fc.property(fc.constantFrom(...places), value, fc.boolean(), (place, junk, isName) => {
      const changed = structuredClone(document) as object;
      const path = JSON.parse(place) as string[];
      const last = path.pop() as string;
      let parent = changed as { [key: string]: unknown };
      for (const key of path) parent = parent[key] as typeof parent;
      parent[isName && !Array.isArray(parent) ? hostile : last] = junk;
      const text = writeTypes(changed as OpenAPIDocument);
      const bare = text.replace(/"(?:[^"\\\n]|\\.)*"/g, "").replace(/\/\*(?:[^*]|\*(?!\/))*\*\//g, "");
      assert.ok(!bare.includes("evil"), bare);
    }),
  );
});
