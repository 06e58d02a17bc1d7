import assert from "node:assert/strict";
import { test } from "node:test";
import * as v from "valibot";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";
import { type Rows, testRows } from "./rows.ts";

const text: SchemaNode = { type: "string" };
const date: SchemaNode = { type: "string", format: "date-time", "x-flotilla": { native: "date" } };
const { pipe } = v;
const int = pipe(v.number(), v.integer());

const values: Rows = {
  string: [v.string(), text],
  lengths: [
    pipe(v.string(), v.minLength(1), v.nonEmpty(), v.maxLength(9)),
    { type: "string", minLength: 1, maxLength: 9 },
  ],
  empty: [pipe(v.string(), v.empty()), { type: "string", minLength: 0, maxLength: 0 }],
  "safe integer": [pipe(v.number(), v.safeInteger()), { type: "integer" }],
  bounds: [
    pipe(v.number(), v.minValue(1), v.gtValue(1), v.maxValue(9), v.ltValue(10), v.multipleOf(2)),
    { type: "number", exclusiveMinimum: 1, maximum: 9, multipleOf: 2 },
  ],
  bigint: [pipe(v.bigint(), v.minValue(2n ** 60n)), { type: "integer", "x-flotilla": { native: "bigint" } }],
  boolean: [v.boolean(), { type: "boolean" }],
  null: [v.null(), { type: "null" }],
  any: [v.any(), {}],
  unknown: [v.unknown(), {}],
  never: [v.never(), { not: {} }],
  date: [v.date(), date],
  literal: [v.literal(3n), { type: "integer", const: 3, "x-flotilla": { native: "bigint" } }],
  picklist: [v.picklist(["a", "b"]), { type: "string", enum: ["a", "b"] }],
  enum: [v.enum({ A: 1, B: 2 }), { type: "integer", enum: [1, 2] }],
  values: [pipe(v.string(), v.values(["a", "b"])), { type: "string", enum: ["a", "b"] }],
  value: [pipe(v.number(), v.value(3)), { type: "number", const: 3 }],
  file: [
    pipe(v.file(), v.mimeType(["image/png"]), v.maxSize(9)),
    { type: "string", contentMediaType: "image/png", "x-flotilla": { native: "file" } },
  ],
  instance: [v.instance(URL), { type: "string", format: "uri", "x-flotilla": { native: "url" } }],
  email: [pipe(v.string(), v.email()), { type: "string", format: "email" }],
  uuid: [pipe(v.string(), v.uuid()), { type: "string", format: "uuid" }],
  base64: [pipe(v.string(), v.base64()), { type: "string", format: "base64", contentEncoding: "base64" }],
  timestamp: [pipe(v.string(), v.isoTimestamp()), { type: "string", format: "date-time" }],
  ulid: [pipe(v.string(), v.ulid()), { type: "string", format: "ulid" }],
  regex: [pipe(v.string(), v.regex(/^a/)), { type: "string", pattern: "^a" }],
  "regex that ignores case": [pipe(v.string(), v.regex(/^a/i)), text],
  "start and end": [
    pipe(v.string(), v.startsWith("a."), v.endsWith("z")),
    { type: "string", pattern: "^a\\.", allOf: [{ pattern: "z$" }] },
  ],
  check: [
    pipe(
      v.string(),
      v.check(() => true),
    ),
    text,
  ],
};

const structures: Rows = {
  array: [pipe(v.array(v.date()), v.length(2)), { type: "array", items: date, minItems: 2, maxItems: 2 }],
  set: [
    pipe(v.set(v.string()), v.minSize(2)),
    { type: "array", items: text, uniqueItems: true, minItems: 2, "x-flotilla": { native: "set" } },
  ],
  map: [v.map(v.string(), v.string()), { type: "object", additionalProperties: text, "x-flotilla": { native: "map" } }],
  record: [
    pipe(v.record(v.picklist(["a"]), v.string()), v.minEntries(1)),
    {
      type: "object",
      additionalProperties: text,
      propertyNames: { type: "string", enum: ["a"] },
      minProperties: 1,
    },
  ],
  object: [
    v.object({
      a: v.string(),
      b: v.optional(v.date(), () => new Date(0)),
      c: v.nullish(v.string()),
      d: v.exactOptional(v.string()),
      e: v.fallback(v.string(), "x"),
      f: v.undefinedable(v.string()),
      g: v.optional(v.string(), () => String(Math.random())),
    }),
    {
      type: "object",
      properties: {
        a: text,
        b: { ...date, default: "1970-01-01T00:00:00.000Z" },
        c: { anyOf: [text, { type: "null" }] },
        d: text,
        e: { type: "string", "x-flotilla": { caught: true } },
        f: text,
        g: text,
      },
      required: ["a", "f"],
    },
    {
      type: "object",
      properties: {
        a: text,
        b: { ...date, default: "1970-01-01T00:00:00.000Z" },
        c: { anyOf: [text, { type: "null" }] },
        d: text,
        e: text,
        f: text,
        g: text,
      },
      required: ["a", "e", "f"],
    },
  ],
  "strict object": [v.strictObject({}), { type: "object", properties: {}, additionalProperties: false }],
  "loose object": [v.looseObject({}), { type: "object", properties: {}, additionalProperties: true }],
  "object with a rest": [
    v.objectWithRest({}, v.string()),
    { type: "object", properties: {}, additionalProperties: text },
  ],
  tuple: [v.tuple([v.string()]), { type: "array", prefixItems: [text], minItems: 1 }],
  "strict tuple": [v.strictTuple([v.string()]), { type: "array", prefixItems: [text], minItems: 1, maxItems: 1 }],
  "tuple with a rest": [
    v.tupleWithRest([v.string()], v.boolean()),
    { type: "array", prefixItems: [text], items: { type: "boolean" }, minItems: 1 },
  ],
  union: [
    v.union([v.string(), v.undefined(), v.nullable(int)]),
    { anyOf: [text, { type: "integer" }, { type: "null" }] },
  ],
  "not null": [v.nonNullish(v.nullish(v.string())), text],
  intersection: [
    v.intersect([v.object({ a: v.string() }), v.object({ b: v.string() })]),
    { type: "object", properties: { a: text, b: text }, required: ["a", "b"] },
  ],
};

const pipes: Rows = {
  "schema after a transform": [
    pipe(v.string(), v.transform(Number), v.number(), v.integer()),
    text,
    { type: "integer" },
  ],
  "known result of a transformation": [
    pipe(v.string(), v.isoTimestamp(), v.toDate()),
    { type: "string", format: "date-time" },
    date,
  ],
  "unknown result": [pipe(v.string(), v.transform(Number)), text, /^what transform makes has no JSON Schema/],
  "unknown result, described": [
    pipe(v.string(), v.transform(Number), v.metadata({ jsonSchema: { type: "integer" } })),
    text,
    { type: "integer" },
  ],
  "rewritten first": [
    pipe(v.string(), v.trim(), v.maxLength(2)),
    { type: "string", maxLength: 2, "x-flotilla": { late: true } },
    { type: "string", maxLength: 2 },
  ],
  brand: [pipe(v.string(), v.brand("x"), v.readonly(), v.maxLength(2)), { type: "string", maxLength: 2 }],
  metadata: [
    pipe(v.string(), v.title("T"), v.description("D"), v.examples(["e"]), v.metadata({ alias: "a", "x-more": 1 })),
    { type: "string", title: "T", description: "D", examples: ["e"], "x-more": 1, "x-flotilla": { alias: "a" } },
  ],
  "pipe in a pipe": [
    pipe(pipe(v.string(), v.minLength(1)), v.maxLength(2)),
    { type: "string", minLength: 1, maxLength: 2 },
  ],
};

const refused: Rows = {
  custom: [v.custom(() => true), /^v\.custom\(\) has no JSON Schema: .*v\.metadata/],
  "custom, described": [
    pipe(
      v.custom(() => true),
      v.metadata({ jsonSchema: { type: "string" } }),
    ),
    text,
  ],
  instance: [v.instance(RegExp), /^v\.instance\(\) of this class/],
  symbol: [v.symbol(), /^v\.symbol\(\)/],
  nan: [v.nan(), /^v\.nan\(\)/],
  undefined: [v.undefined(), /^v\.undefined\(\)/, { type: "null" }],
  function: [v.function() as unknown as Schema, /^v\.function\(\)/],
};

for (const rows of [values, structures, pipes, refused]) testRows("valibot", rows);

test("valibot: named models are references, whatever is said of them; with further checks they are others", () => {
  const Item = pipe(v.object({ a: v.string() }), v.metadata({ id: "VItem", alias: "i" }));
  const ref = { $ref: "#/$defs/VItem", "x-flotilla": { alias: "i" } };
  const { node, defs, sources } = describe(
    v.object({
      one: Item,
      two: pipe(Item, v.description("D")),
      three: pipe(
        Item,
        v.check(() => true),
      ),
    }),
    "input",
  );
  assert.deepEqual(node.properties, { one: ref, two: { ...ref, description: "D" }, three: ref });
  assert.deepEqual(defs, { VItem: { type: "object", properties: { a: text }, required: ["a"] } });
  assert.equal(sources.VItem, Item);
  const Name = pipe(v.string(), v.metadata({ id: "VName" }));
  assert.deepEqual(describe(pipe(Name, v.minLength(2)), "input"), {
    node: { type: "string", minLength: 2 },
    defs: {},
    sources: {},
    isOptional: false,
    isBoth: true,
  });
});

test("valibot: a variant keeps its key, and maps tags to named members", () => {
  const A = pipe(v.object({ kind: v.literal("a") }), v.metadata({ id: "VA" }));
  const schema = v.variant("kind", [A, v.object({ kind: v.picklist(["b", "c"]) })]);
  assert.deepEqual(describe(schema, "input").node, {
    oneOf: [
      { $ref: "#/$defs/VA" },
      { type: "object", properties: { kind: { type: "string", enum: ["b", "c"] } }, required: ["kind"] },
    ],
    discriminator: { propertyName: "kind", mapping: { a: "#/$defs/VA" } },
  });
});

test("valibot: asynchronous schemas answer with a promise, issues have paths", async () => {
  const schema = v.objectAsync({
    name: v.pipeAsync(
      v.string(),
      v.checkAsync(async (name) => name !== "taken", "is taken"),
    ),
  });
  const validate = adapterOf(schema).compile(schema);
  assert.deepEqual(await validate({ name: "taken" }), { ok: false, issues: [{ path: ["name"], message: "is taken" }] });
  const list = v.object({ list: v.array(v.number()) });
  const result = await adapterOf(list).compile(list)({ list: [1, "2"] });
  assert.deepEqual(!result.ok && result.issues[0].path, ["list", 1]);
});
