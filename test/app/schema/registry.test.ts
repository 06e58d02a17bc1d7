import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { SchemaError } from "../../../src/app/schema/node.ts";
import { adapterOf, describe, describeFields, registerAdapter } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";

const foreign = (vendor: string): Schema => ({ "~standard": { version: 1, vendor } });

test("a description is made once a schema and direction", () => {
  const schema = z.object({ a: z.string().transform(String).pipe(z.string()) });
  assert.equal(describe(schema, "input"), describe(schema, "input"));
  assert.notEqual(describe(schema, "input"), describe(schema, "output"));
});

test("a schema of an unknown library is refused, and told apart from one whose entry was not imported", () => {
  assert.throws(() => adapterOf(foreign("joi")), {
    name: "SchemaError",
    message: /^schemas of joi are not known \(zod, /,
  });
  assert.throws(() => adapterOf(foreign("typebox")), {
    name: "SchemaError",
    message: /add import "flotilla\/typebox"/,
  });
  assert.throws(() => adapterOf(foreign("__proto__")), SchemaError);
});

test("an adapter makes the schemas of its vendor known", () => {
  const node = { type: "string" } as const;
  registerAdapter({
    vendor: "test-vendor",
    describe: () => ({ node, defs: {}, sources: {}, isOptional: false }),
    compile: () => (value) => ({ ok: true, value }),
  });
  assert.equal(describe(foreign("test-vendor"), "input").node, node);
});

test("single fields are described as one object, with the models of all", () => {
  const Item = z.object({ a: z.string() }).meta({ id: "FieldItem" });
  const { node, defs, sources } = describeFields(
    { item: Item, again: z.array(Item), q: z.string().optional(), limit: z.int().default(10), ["__proto__"]: z.int() },
    "input",
  );
  assert.deepEqual(node.required, ["item", "again", "__proto__"]);
  assert.deepEqual(Object.keys(node.properties ?? {}), ["item", "again", "q", "limit", "__proto__"]);
  assert.deepEqual(node.properties?.limit, { type: "integer", default: 10 });
  assert.deepEqual(Object.keys(defs), ["FieldItem"]);
  assert.equal(sources.FieldItem, Item);
});

test("what is wrong with a field is told with its name", () => {
  const check = (fields: { readonly [name: string]: Schema }, path: string[], message: RegExp) =>
    assert.throws(
      () => describeFields(fields, "input"),
      (error) => {
        assert.ok(error instanceof SchemaError);
        assert.deepEqual(error.path, path);
        assert.match(error.message, message);
        return true;
      },
    );
  check({ a: z.object({ b: z.symbol() }) }, ["a", "b"], /^a\.b: z\.symbol/);
  check({ a: z.symbol() }, ["a"], /^a: z\.symbol/);
  check(
    { a: z.string().meta({ id: "Same" }), b: z.int().meta({ id: "Same" }) },
    ["b"],
    /^b: two different models have the name "Same"/,
  );
});
