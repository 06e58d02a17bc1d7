import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, events, jsonLines } from "../../../src/index.ts";

const textOf = async (app: App, path: string) => (await app.fetch(new Request(`http://app.test${path}`))).text();

const Item = z.object({ name: z.string().meta({ alias: "aliasedName" }), price: z.number().nullable().default(null) });
const item = { name: "a", price: null };
const onWire = { aliasedName: "a", price: null };

test("fields have their names on the wire wherever a model stands", async () => {
  const app = new App();
  app.get("/plain", { response: Item }, () => item);
  app.get("/list", { response: z.array(Item) }, () => [item]);
  app.get("/set", { response: z.set(Item) }, () => new Set([item]));
  app.get("/record", { response: z.record(z.string(), Item) }, () => ({ k: item }));
  app.get("/map", { response: z.map(z.string(), Item) }, () => new Map([["k", item]]));
  app.get("/rest", { response: z.object({ own: z.int() }).catchall(Item) }, () => ({ own: 1, k: item }) as never);
  app.get("/tuple", { response: z.tuple([z.int(), Item]) }, () => [1, item] as [number, typeof item]);
  app.get("/null", { response: Item.nullable() }, () => item);
  app.get("/lines", { response: jsonLines(Item) }, async function* lines() {
    yield item;
  });
  const expected = {
    plain: onWire,
    list: [onWire],
    set: [onWire],
    record: { k: onWire },
    map: { k: onWire },
    rest: { own: 1, k: onWire },
    tuple: [1, onWire],
    null: onWire,
    lines: onWire,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(JSON.parse(await textOf(app, `/${name}`)), value, name);
  }
});

test("nothing, defaults and what was not set are left out of inner models, records and choices too", async () => {
  const Inner = z.object({ a: z.string().default("x"), b: z.string().nullable().default(null) });
  const Outer = z.object({ by: z.record(z.string(), Inner), one: Inner.nullable() });
  const value = { by: { k: { a: "x" } }, one: { a: "x", b: "y" } };
  const app = new App();
  app.get("/unset", { response: Outer, excludeUnset: true }, () => value);
  app.get("/defaults", { response: Outer, excludeDefaults: true }, () => value);
  app.get("/none", { response: Outer, excludeNone: true }, () => value);
  assert.deepEqual(JSON.parse(await textOf(app, "/unset")), value);
  assert.deepEqual(JSON.parse(await textOf(app, "/defaults")), { by: { k: {} }, one: { b: "y" } });
  assert.deepEqual(JSON.parse(await textOf(app, "/none")), { by: { k: { a: "x" } }, one: { a: "x", b: "y" } });
});

test("include, exclude and the switches hold for each item of a stream", async () => {
  const app = new App();
  const two = z.object({ a: z.string().nullable(), b: z.string() });
  app.get("/lines", { response: jsonLines(two), excludeNone: true }, async function* lines() {
    yield { a: null, b: "1" };
    yield { a: "2", b: "3" };
  });
  app.get("/events", { response: events(two), include: ["b"] }, async function* items() {
    yield { a: null, b: "1" };
  });
  assert.equal(await textOf(app, "/lines"), '{"b":"1"}\n{"a":"2","b":"3"}\n');
  assert.equal(await textOf(app, "/events"), 'data: {"b":"1"}\n\n');
});

test("byAlias: false sends the schema's own names", async () => {
  const app = new App();
  app.get("/", { response: z.array(Item), byAlias: false }, () => [item]);
  assert.deepEqual(JSON.parse(await textOf(app, "/")), [item]);
});
