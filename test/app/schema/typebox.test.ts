import assert from "node:assert/strict";
import { test } from "node:test";
import { Type } from "typebox";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";
import type { InputOf, OutputOf } from "../../../src/app/schema/schema.ts";
import { typebox } from "../../../src/app/schema/typebox.ts";
import { type Rows, testRows } from "./rows.ts";

const text: SchemaNode = { type: "string" };
const Moment = Type.Codec(Type.String({ format: "date-time" }))
  .Decode((given) => new Date(given))
  .Encode((given) => given.toISOString());

const rows: Rows = {
  string: [
    typebox(Type.String({ minLength: 1, format: "email", description: "D", alias: "a" })),
    { type: "string", minLength: 1, format: "email", description: "D", "x-flotilla": { alias: "a" } },
  ],
  bigint: [typebox(Type.BigInt()), { type: "integer", "x-flotilla": { native: "bigint" } }],
  null: [typebox(Type.Null()), { type: "null" }],
  any: [typebox(Type.Any()), {}],
  never: [typebox(Type.Never()), { not: {} }],
  literal: [typebox(Type.Literal("a")), { type: "string", const: "a" }],
  enum: [typebox(Type.Enum(["a", "b"])), { type: "string", enum: ["a", "b"] }],
  literals: [
    typebox(Type.Union([Type.Literal("a"), Type.Literal("b")])),
    { type: "string", enum: ["a", "b"], "x-flotilla": { literal: true } },
  ],
  "template literal": [
    typebox(Type.TemplateLiteral([Type.Literal("v"), Type.Number()])),
    { type: "string", pattern: "^v-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?$" },
  ],
  union: [typebox(Type.Union([Type.String(), Type.Undefined(), Type.Null()])), { anyOf: [text, { type: "null" }] }],
  intersection: [
    typebox(Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })])),
    { type: "object", properties: { a: text, b: text }, required: ["a", "b"] },
  ],
  object: [
    typebox(
      Type.Object(
        { a: Type.String(), b: Type.Optional(Type.String()), c: Type.String({ default: "x" }) },
        { additionalProperties: false },
      ),
    ),
    {
      type: "object",
      properties: { a: text, b: text, c: { type: "string", default: "x" } },
      required: ["a"],
      additionalProperties: false,
    },
  ],
  record: [typebox(Type.Record(Type.String(), Type.String())), { type: "object", additionalProperties: text }],
  "record with numbers for keys": [
    typebox(Type.Record(Type.Integer(), Type.String())),
    { type: "object", additionalProperties: text, propertyNames: { type: "integer" } },
  ],
  array: [typebox(Type.Array(Type.String(), { minItems: 1 })), { type: "array", items: text, minItems: 1 }],
  tuple: [
    typebox(Type.Tuple([Type.String(), Type.Boolean()])),
    { type: "array", prefixItems: [text, { type: "boolean" }], minItems: 2, maxItems: 2 },
  ],
  unsafe: [typebox(Type.Unsafe<string>({ type: "string" })), text],
  codec: [typebox(Moment), { type: "string", format: "date-time" }, /^what a codec makes has no JSON Schema/],
  "codec, described": [
    typebox(
      Type.Codec(Type.String({ jsonSchema: { type: "integer" } }))
        .Decode(Number)
        .Encode(String),
    ),
    text,
    { type: "integer" },
  ],
  symbol: [typebox(Type.Symbol()), /^Type\.Symbol\(\) has no JSON Schema/],
  function: [typebox(Type.Function([], Type.String())), /^Type\.Function\(\)/],
  undefined: [typebox(Type.Undefined()), /^Type\.Undefined\(\)/, { type: "null" }],
};
testRows("typebox", rows);

test("typebox: $id names a model, a union's discriminator is kept, references are followed", () => {
  const A = Type.Object({ kind: Type.Literal("a") }, { $id: "TA" });
  const B = Type.Object({ kind: Type.Literal("b") });
  const union = typebox(Type.Union([A, B], { discriminator: { propertyName: "kind" } }));
  assert.deepEqual(describe(union, "input").node.discriminator, { propertyName: "kind", mapping: { a: "#/$defs/TA" } });
  const tree = Type.Cyclic({ TTree: Type.Object({ children: Type.Array(Type.Ref("TTree")) }) }, "TTree");
  assert.deepEqual(describe(typebox(tree), "input").defs, {
    TTree: {
      type: "object",
      properties: { children: { type: "array", items: { $ref: "#/$defs/TTree" } } },
      required: ["children"],
    },
  });
});

test("typebox: defaults are filled in, codecs decode, what is given stays as it was", async () => {
  const schema = typebox(Type.Object({ limit: Type.Integer({ default: 10 }), at: Moment }));
  const given = { at: "2020-01-01T00:00:00Z", extra: 1 };
  assert.deepEqual(await adapterOf(schema).compile(schema)(given), {
    ok: true,
    value: { limit: 10, at: new Date("2020-01-01T00:00:00Z") },
  });
  assert.deepEqual(Object.keys(given), ["at", "extra"]);
  assert.deepEqual(schema["~standard"].validate(given), { value: { limit: 10, at: new Date("2020-01-01T00:00:00Z") } });
});

test("typebox: single fields are optional by Type.Optional or a default", async () => {
  const optional = typebox(Type.Optional(Type.String()));
  const limit = typebox(Type.Integer({ default: 10 }));
  assert.equal(describe(optional, "input").isOptional, true);
  assert.equal(describe(limit, "input").isOptional, true);
  assert.deepEqual(await adapterOf(optional).compile(optional)(undefined), { ok: true, value: undefined });
  assert.deepEqual(await adapterOf(limit).compile(limit)(undefined), { ok: true, value: 10 });
});

test("typebox: issues lead to the field, a missing one too", async () => {
  const schema = typebox(Type.Object({ "a/b": Type.Array(Type.Integer()), c: Type.String() }));
  const result = await adapterOf(schema).compile(schema)({ "a/b": [1, "2"] });
  assert.ok(!result.ok);
  const paths = result.issues.map(({ path }) => JSON.stringify(path));
  assert.deepEqual(paths.sort(), ['["a/b",1]', '["c"]']);
});

test("typebox: types are those of the type", () => {
  const schema = typebox(Type.Object({ at: Moment, note: Type.Optional(Type.String()) }));
  const input: InputOf<typeof schema> = { at: "2020-01-01T00:00:00Z" };
  const output: OutputOf<typeof schema> = { at: new Date(0), note: "x" };
  // @ts-expect-error: on the wire it is text
  const wrong: InputOf<typeof schema> = { at: new Date(0) };
  const maybe = typebox(Type.Optional(Type.String()));
  const nothing: OutputOf<typeof maybe> = undefined;
  assert.ok(input && output && wrong && nothing === undefined);
});
