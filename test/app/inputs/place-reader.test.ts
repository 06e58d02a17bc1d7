// One schema for a whole place: names, repeated values and what a 422 shows as input are FastAPI's (its "param models").
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App } from "../../../src/index.ts";

const Headers_ = z.object({
  save_data: z.boolean(),
  x_tag: z.array(z.string()).default([]),
  level: z.int().default(3),
});

function appOf(strict: boolean): App {
  const app = new App();
  app.get("/", { headers: strict ? Headers_.strict() : Headers_ }, ({ headers }) => headers);
  app.get("/query", { query: z.strictObject({ q: z.string() }) }, ({ query }) => query);
  return app;
}

async function ask(app: App, path: string, headers: [string, string][] = []): Promise<unknown> {
  return (await app.fetch(new Request(`http://test${path}`, { headers }))).json();
}

test("header fields of a schema are found with hyphens and named with underscores", async () => {
  const app = appOf(false);
  const values = await ask(app, "/", [
    ["save-data", "true"],
    ["x-tag", "one"],
  ]);
  assert.deepEqual(values, { save_data: true, x_tag: ["one"], level: 3 });
  assert.deepEqual(
    await ask(app, "/", [
      ["save_data", "true"],
      ["other", "1"],
    ]),
    {
      detail: [
        {
          type: "missing",
          loc: ["header", "save_data"],
          msg: "Field required",
          input: { x_tag: [], level: 3, other: "1" },
        },
      ],
    },
  );
});

test("what a schema does not know keeps its name on the wire", async () => {
  const headers: [string, string][] = [
    ["save-data", "1"],
    ["x-other", "a"],
  ];
  assert.deepEqual(await ask(appOf(true), "/", headers), {
    detail: [
      { type: "extra_forbidden", loc: ["header", "x-other"], msg: "Extra inputs are not permitted", input: "a" },
    ],
  });
  assert.deepEqual(await ask(appOf(true), "/query?q=1&tool=a&tool=b"), {
    detail: [
      { type: "extra_forbidden", loc: ["query", "tool"], msg: "Extra inputs are not permitted", input: ["a", "b"] },
    ],
  });
});

test("a parameter may have any name, that of a prototype too", async () => {
  const app = new App();
  const place = Object.fromEntries(
    ["__proto__", "constructor", "toString"].map((name) => [name, z.string().optional()]),
  );
  app.get("/", { query: place }, ({ query }) => Object.entries(query));
  assert.deepEqual(await ask(app, "/?__proto__=1&toString=2"), [
    ["__proto__", "1"],
    ["constructor", null],
    ["toString", "2"],
  ]);
});
