// One schema for a whole place: names, repeated values and what a 422 shows as input are FastAPI's (its "param models").
import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { PlaceReader } from "../../../src/app/inputs/place-reader.ts";
import { Pairs } from "../../../src/app/inputs/received.ts";
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

test("the work for names that nobody asked for grows with their number, not its square", () => {
  let reads = 0;
  const counted = (name: string): [string, unknown] => [name, "x"];
  const pairs = new Proxy(
    Array.from({ length: 2000 }, (_, index) => counted(`n${index}`)),
    {
      get(target, key, receiver) {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, receiver);
      },
    },
  );
  const reader = new PlaceReader("query", z.looseObject({ a: z.string().optional() }));
  let values: unknown;
  reader.read(new Pairs(pairs), [], [], (made) => {
    values = made;
  });
  assert.equal(Object.keys(values as object).length, 2000);
  assert.ok(reads < 20_000, `${reads} reads`);
});
