import assert from "node:assert/strict";
import { test } from "node:test";
import { scope, type } from "arktype";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";
import { testRows } from "./rows.ts";

const text: SchemaNode = { type: "string" };
const date: SchemaNode = { type: "string", format: "date-time", "x-flotilla": { native: "date" } };
const own = (metadata: object): object => metadata;

testRows("arktype", {
  string: [type("string"), text],
  lengths: [type("2 <= string <= 5"), { type: "string", minLength: 2, maxLength: 5 }],
  pattern: [type(/^a/), { type: "string", pattern: "^a" }],
  "pattern that ignores case": [type(/^a/i), text],
  email: [type("string.email"), { type: "string", format: "email" }],
  uuid: [type("string.uuid"), { type: "string", format: "uuid" }],
  "uuid of a version": [type("string.uuid.v4"), { type: "string", format: "uuid" }],
  "described uuid": [type("string.uuid").describe("mine"), { type: "string", format: "uuid", description: "mine" }],
  url: [type("string.url"), { type: "string", format: "uri" }],
  ipv4: [type("string.ip.v4"), { type: "string", format: "ipv4" }],
  "iso date": [type("string.date.iso"), { type: "string", format: "date-time" }],
  base64: [type("string.base64"), { type: "string", format: "base64", contentEncoding: "base64" }],
  integer: [type("number.integer"), { type: "integer" }],
  "safe number": [type("number.safe"), { type: "number" }],
  bounds: [type("1 < number <= 3"), { type: "number", exclusiveMinimum: 1, maximum: 3 }],
  divisor: [type("number % 2"), { type: "integer", multipleOf: 2 }],
  boolean: [type("boolean"), { type: "boolean" }],
  bigint: [type("bigint"), { type: "integer", "x-flotilla": { native: "bigint" } }],
  date: [type("Date"), date],
  file: [
    type("File"),
    { type: "string", contentMediaType: "application/octet-stream", "x-flotilla": { native: "file" } },
  ],
  set: [type("Set"), { type: "array", items: {}, uniqueItems: true, "x-flotilla": { native: "set" } }],
  null: [type("null"), { type: "null" }],
  unknown: [type("unknown"), {}],
  never: [type("never"), { not: {} }],
  literal: [type("'a'"), { type: "string", const: "a" }],
  literals: [type("'a' | 'b'"), { type: "string", enum: ["a", "b"] }],
  "literals and null": [type("'a' | 1 | null"), { anyOf: [{ enum: ["a", 1] }, { type: "null" }] }],
  union: [type("null | string"), { anyOf: [text, { type: "null" }] }],
  "union with undefined": [type("string | undefined"), text],
  "words of a union are not those of its members": [
    type("string | null").configure(own({ title: "T", alias: "a" })),
    { anyOf: [text, { type: "null" }], title: "T", "x-flotilla": { alias: "a" } },
  ],
  array: [type("1 <= string[] <= 3"), { type: "array", items: text, minItems: 1, maxItems: 3 }],
  tuple: [
    type(["string", "number?"]),
    { type: "array", prefixItems: [text, { type: "number" }], minItems: 1, maxItems: 2 },
  ],
  "tuple with a rest": [
    type(["string", "...", "number[]"]),
    { type: "array", prefixItems: [text], items: { type: "number" }, minItems: 1 },
  ],
  "tuple with items after a rest": [type(["...", "number[]", "string"]), /^a list with items after a rest/],
  object: [
    type({ a: "string", "b?": "string", c: "string = 'x'", d: type("Date").default(() => new Date(0)) }),
    {
      type: "object",
      properties: {
        a: text,
        b: text,
        c: { type: "string", default: "x" },
        d: { ...date, default: "1970-01-01T00:00:00.000Z" },
      },
      required: ["a"],
    },
  ],
  "strict object": [
    type({ "+": "reject", a: "string" }),
    { type: "object", properties: { a: text }, required: ["a"], additionalProperties: false },
  ],
  record: [type({ "[string]": "number" }), { type: "object", additionalProperties: { type: "number" } }],
  "record with a pattern": [
    type({ "[/^x/]": "number" }),
    { type: "object", additionalProperties: { type: "number" }, propertyNames: { type: "string", pattern: "^x" } },
  ],
  intersection: [
    type({ a: "string" }).and({ b: "string" }),
    { type: "object", properties: { a: text, b: text }, required: ["a", "b"] },
  ],
  narrow: [type("string").narrow(() => true), text],
  "our keys": [
    type("string").configure(own({ format: "decimal", maxDigits: 5, decimalPlaces: 2 })),
    { type: "string", format: "decimal", "x-flotilla": { maxDigits: 5, decimalPlaces: 2 } },
  ],
  "morph with a known result": [type("string.date.iso.parse"), { type: "string", format: "date-time" }, date],
  "morph to a type": [
    type("string")
      .pipe((given) => given.length)
      .to("number > 2"),
    text,
    { type: "number", exclusiveMinimum: 2 },
  ],
  "morph without": [type("string").pipe((given) => given.length), text, /^what a morph makes has no JSON Schema/],
  "morph, described": [
    type("string")
      .pipe((given) => given.length)
      .configure(own({ jsonSchema: { type: "integer" } })),
    text,
    { type: "integer" },
  ],
  symbol: [type("symbol"), /^a symbol has no JSON Schema: .*\.configure/],
  instance: [type.instanceOf(RegExp), /^an instance of RegExp/],
  "instance, described": [type.instanceOf(RegExp).configure(own({ jsonSchema: { type: "string" } })), text],
  undefined: [type("undefined"), /^undefined has no JSON Schema/, { type: "null" }],
});

test("arktype: named types are references; a refusal names the field", () => {
  const Item = type({ a: "string" }).configure(own({ id: "AItem", title: "T" }));
  const { node, defs } = describe(type({ one: Item, many: Item.array(), maybe: Item.or("null") }), "input");
  const ref = { $ref: "#/$defs/AItem" };
  assert.deepEqual(node.properties, {
    many: { type: "array", items: ref },
    maybe: { anyOf: [ref, { type: "null" }] },
    one: ref,
  });
  assert.deepEqual(defs, { AItem: { type: "object", properties: { a: text }, required: ["a"], title: "T" } });
  assert.throws(() => describe(type({ a: { b: "symbol" } }), "input"), { message: /^a\.b: a symbol/ });
});

test("arktype: a type that contains itself is a definition", () => {
  const { Tree } = scope({ Tree: { value: "number", "children?": "Tree[]" } }).export();
  const { node, defs } = describe(Tree, "input");
  const [name] = Object.keys(defs);
  assert.deepEqual(node, { $ref: `#/$defs/${name}` });
  assert.deepEqual(defs[name].properties?.children, { type: "array", items: node });
});

test("arktype: a discriminator is named in the metadata of the union", () => {
  const union = type({ kind: "'a'" }).or({ kind: "'b'" });
  assert.deepEqual(describe(union.configure(own({ discriminator: "kind" })), "input").node.discriminator, {
    propertyName: "kind",
  });
  assert.equal(describe(union, "input").node.discriminator, undefined);
});

test("arktype: a single field is optional if it takes undefined", () => {
  assert.equal(describe(type("string | undefined"), "input").isOptional, true);
  assert.equal(describe(type("string"), "input").isOptional, false);
});

test("arktype: issues have paths", async () => {
  const schema = type({ a: { b: "number[]" } });
  const result = await adapterOf(schema).compile(schema)({ a: { b: [1, "2"] } });
  assert.deepEqual(!result.ok && result.issues[0].path, ["a", "b", 1]);
});
