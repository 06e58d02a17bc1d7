import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import * as mini from "zod/mini";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { SchemaError } from "../../../src/app/schema/node.ts";
import { describe } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";
import { type Rows, testRows } from "./rows.ts";

const date: SchemaNode = { type: "string", format: "date-time", "x-flotilla": { native: "date" } };

const plain: Rows = {
  string: [z.string(), { type: "string" }],
  "string with lengths": [z.string().min(1).max(9).min(2), { type: "string", minLength: 2, maxLength: 9 }],
  "string of one length": [z.string().length(3), { type: "string", minLength: 3, maxLength: 3 }],
  "coerced string": [z.coerce.string(), { type: "string" }],
  "branded string": [z.string().brand("x"), { type: "string" }],
  number: [z.number(), { type: "number" }],
  "number with bounds": [
    z.number().multipleOf(5).gte(1).gt(1).lte(9).lt(8),
    { type: "number", multipleOf: 5, exclusiveMinimum: 1, exclusiveMaximum: 8 },
  ],
  "inclusive bounds that refuse more": [
    z.number().gt(1).gte(2).lt(9).lte(8),
    { type: "number", minimum: 2, maximum: 8 },
  ],
  "coerced number": [z.coerce.number(), { type: "number" }],
  int: [z.int(), { type: "integer" }],
  "number().int()": [z.number().int().min(1), { type: "integer", minimum: 1 }],
  int32: [z.int32(), { type: "integer", format: "int32" }],
  uint32: [z.uint32(), { type: "integer", format: "uint32" }],
  float32: [z.float32(), { type: "number", format: "float" }],
  float64: [z.float64(), { type: "number", format: "double" }],
  int64: [z.int64(), { type: "integer", format: "int64", "x-flotilla": { native: "bigint" } }],
  bigint: [z.bigint(), { type: "integer", "x-flotilla": { native: "bigint" } }],
  "bigint with bounds": [
    z
      .bigint()
      .positive()
      .max(2n ** 60n),
    { type: "integer", exclusiveMinimum: 0, "x-flotilla": { native: "bigint" } },
  ],
  boolean: [z.boolean(), { type: "boolean" }],
  null: [z.null(), { type: "null" }],
  any: [z.any(), {}],
  unknown: [z.unknown(), {}],
  json: [z.json(), {}],
  never: [z.never(), { not: {} }],
  date: [z.date().min(new Date(0)), date],
  stringbool: [z.stringbool(), { type: "string" }, { type: "boolean" }],
  literal: [z.literal("a"), { type: "string", const: "a" }],
  "literal number": [z.literal(1.5), { type: "number", const: 1.5 }],
  "literal null": [z.literal(null), { type: "null", const: null }],
  "literal bigint": [z.literal(3n), { type: "integer", const: 3, "x-flotilla": { native: "bigint" } }],
  literals: [z.literal(["a", "b"]), { type: "string", enum: ["a", "b"], "x-flotilla": { literal: true } }],
  "mixed literals": [z.literal(["a", 1, null]), { enum: ["a", 1, null], "x-flotilla": { literal: true } }],
  enum: [z.enum(["a", "b"]), { type: "string", enum: ["a", "b"] }],
  "native enum": [z.enum({ A: 1, B: 2, 1: "A", 2: "B" }), { type: "integer", enum: [1, 2] }],
  keyof: [z.keyof(z.object({ a: z.string() })), { type: "string", enum: ["a"] }],
  "template literal": [z.templateLiteral(["v", z.int()]), { type: "string", pattern: "^v-?\\d+$" }],
  file: [
    z.file().max(3),
    { type: "string", contentMediaType: "application/octet-stream", "x-flotilla": { native: "file" } },
  ],
  "file of a type": [
    z.file().mime("image/png"),
    { type: "string", contentMediaType: "image/png", "x-flotilla": { native: "file" } },
  ],
};

const formats: Rows = {
  email: [z.email(), { type: "string", format: "email" }],
  "string().email()": [z.string().email().min(3), { type: "string", format: "email", minLength: 3 }],
  "email with a pattern": [z.email({ pattern: /@x$/ }), { type: "string", format: "email", pattern: "@x$" }],
  uuid: [z.uuid(), { type: "string", format: "uuid" }],
  uuidv7: [z.uuidv7(), { type: "string", format: "uuid" }],
  guid: [z.guid(), { type: "string", format: "uuid" }],
  url: [z.url({ protocol: /^https$/ }), { type: "string", format: "uri" }],
  "iso.date": [z.iso.date(), { type: "string", format: "date" }],
  "iso.datetime": [z.iso.datetime({ offset: true, precision: 3 }), { type: "string", format: "date-time" }],
  "iso.time": [z.iso.time(), { type: "string", format: "time" }],
  "iso.duration": [z.iso.duration(), { type: "string", format: "duration" }],
  base64: [z.base64(), { type: "string", format: "base64", contentEncoding: "base64" }],
  base64url: [z.base64url(), { type: "string", format: "base64url", contentEncoding: "base64url" }],
  jwt: [z.jwt(), { type: "string", format: "jwt" }],
  ipv4: [z.ipv4(), { type: "string", format: "ipv4" }],
  ipv6: [z.ipv6(), { type: "string", format: "ipv6" }],
  cidr: [z.cidrv4(), { type: "string", format: "cidrv4" }],
  hostname: [z.hostname(), { type: "string", format: "hostname" }],
  hash: [z.hash("sha256"), { type: "string", format: "sha256_hex" }],
  mac: [z.mac({ delimiter: "-" }), { type: "string", format: "mac" }],
  e164: [z.e164(), { type: "string", format: "e164" }],
  emoji: [z.emoji(), { type: "string", format: "emoji" }],
  nanoid: [z.nanoid(), { type: "string", format: "nanoid" }],
  "a format of the user's": [
    z.stringFormat("plate", /^[A-Z]+$/),
    { type: "string", format: "plate", pattern: "^[A-Z]+$" },
  ],
  regex: [z.string().regex(/^a/), { type: "string", pattern: "^a" }],
  "a pattern that ignores case": [z.string().regex(/^a/i), { type: "string" }],
  "two patterns": [
    z.string().startsWith("a.").endsWith("z"),
    { type: "string", pattern: "^a\\..*", allOf: [{ pattern: ".*z$" }] },
  ],
  "rewritten first": [
    z.string().trim().max(3),
    { type: "string", maxLength: 3, "x-flotilla": { late: true } },
    { type: "string", maxLength: 3 },
  ],
  "rewritten afterwards": [z.string().max(3).toLowerCase(), { type: "string", maxLength: 3 }],
};

const text: SchemaNode = { type: "string" };
const containers: Rows = {
  array: [z.array(z.date()).min(1).max(2), { type: "array", items: date, minItems: 1, maxItems: 2 }],
  set: [
    z.set(z.string()).min(2),
    { type: "array", items: text, uniqueItems: true, minItems: 2, "x-flotilla": { native: "set" } },
  ],
  map: [
    z.map(z.string(), z.int()),
    { type: "object", additionalProperties: { type: "integer" }, "x-flotilla": { native: "map" } },
  ],
  "map with numbers for keys": [
    z.map(z.int(), z.string()),
    { type: "object", additionalProperties: text, propertyNames: { type: "integer" }, "x-flotilla": { native: "map" } },
  ],
  "map with lists for keys": [
    z.map(z.array(z.int()), z.string()),
    {
      type: "array",
      items: {
        type: "array",
        prefixItems: [{ type: "array", items: { type: "integer" } }, text],
        minItems: 2,
        maxItems: 2,
      },
      "x-flotilla": { native: "map" },
    },
  ],
  tuple: [
    z.tuple([z.string(), z.int()]),
    { type: "array", prefixItems: [text, { type: "integer" }], minItems: 2, maxItems: 2 },
  ],
  "tuple with a rest": [
    z.tuple([z.string(), z.int().optional()], z.boolean()),
    { type: "array", prefixItems: [text, { type: "integer" }], items: { type: "boolean" }, minItems: 1 },
  ],
  object: [
    z.object({
      a: z.string(),
      b: z.string().optional(),
      c: z.string().default("x"),
      d: z.string().nullish(),
      e: z.string().catch("x"),
      f: z.preprocess((value) => value, z.string()),
    }),
    {
      type: "object",
      properties: {
        a: text,
        b: text,
        c: { type: "string", default: "x" },
        d: { anyOf: [text, { type: "null" }] },
        e: { type: "string", "x-flotilla": { caught: true } },
        f: { type: "string", "x-flotilla": { opaque: true } },
      },
      required: ["a", "f"],
    },
    {
      type: "object",
      properties: {
        a: text,
        b: text,
        c: { type: "string", default: "x" },
        d: { anyOf: [text, { type: "null" }] },
        e: text,
        f: text,
      },
      required: ["a", "e", "f"],
    },
  ],
  "strict object": [z.strictObject({}), { type: "object", properties: {}, additionalProperties: false }],
  "loose object": [z.looseObject({}), { type: "object", properties: {}, additionalProperties: true }],
  catchall: [z.object({}).catchall(z.string()), { type: "object", properties: {}, additionalProperties: text }],
  "field named __proto__": [
    z.object({ ["__proto__"]: z.string() }),
    { type: "object", properties: JSON.parse('{"__proto__":{"type":"string"}}'), required: ["__proto__"] },
  ],
  record: [z.record(z.string(), z.int()), { type: "object", additionalProperties: { type: "integer" } }],
  "record with known keys": [
    z.record(z.enum(["a", "b"]), z.string()),
    { type: "object", properties: { a: text, b: text }, required: ["a", "b"], additionalProperties: false },
  ],
  "record with some of known keys": [
    z.partialRecord(z.enum(["a", "b"]), z.string()),
    { type: "object", additionalProperties: text, propertyNames: { type: "string", enum: ["a", "b"] } },
  ],
  "record with checked keys": [
    z.record(z.string().min(2), z.string()),
    { type: "object", additionalProperties: text, propertyNames: { type: "string", minLength: 2 } },
  ],
  "record with numbers for keys": [
    z.record(z.number(), z.string()),
    { type: "object", additionalProperties: text, propertyNames: { type: "number" } },
  ],
  "loose record": [z.looseRecord(z.string().regex(/^x/), z.string()), { type: "object" }],
  union: [
    z.union([z.int(), z.union([z.string(), z.null()])]),
    { anyOf: [{ type: "integer" }, text, { type: "null" }] },
  ],
  "union with undefined": [z.union([z.string(), z.undefined()]), text],
  xor: [z.xor([z.int(), z.string()]), { oneOf: [{ type: "integer" }, text] }],
  intersection: [
    z.intersection(z.object({ a: z.string(), c: z.int() }), z.object({ b: z.string().optional(), c: z.int().min(1) })),
    {
      type: "object",
      properties: { a: text, c: { allOf: [{ type: "integer" }, { type: "integer", minimum: 1 }] }, b: text },
      required: ["a", "c"],
    },
  ],
  "intersection of strict objects": [
    z.intersection(z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })),
    { type: "object", properties: { a: text, b: text }, required: ["a", "b"], additionalProperties: false },
  ],
};

const wrappers: Rows = {
  nullable: [z.union([z.int(), z.string()]).nullable(), { anyOf: [{ type: "integer" }, text, { type: "null" }] }],
  "strict of a union is its members'": [
    z.int().nullable().meta({ strict: true }),
    {
      anyOf: [
        { type: "integer", "x-flotilla": { strict: true } },
        { type: "null", "x-flotilla": { strict: true } },
      ],
      "x-flotilla": { strict: true },
    },
  ],
  "nullable field with words of its own": [
    z.string().meta({ alias: "q", description: "d", deprecated: true }).nullable(),
    { anyOf: [text, { type: "null" }], description: "d", deprecated: true, "x-flotilla": { alias: "q" } },
  ],
  readonly: [z.array(z.string()).readonly(), { type: "array", items: text }],
  nonoptional: [z.nonoptional(z.string().optional()), text],
  lazy: [z.lazy(() => z.string()), text],
  success: [z.success(z.string()), { type: "string", "x-flotilla": { caught: true } }, { type: "boolean" }],
  codec: [
    z.codec(z.iso.datetime(), z.date(), { decode: (value) => new Date(value), encode: (value) => value.toISOString() }),
    { type: "string", format: "date-time" },
    date,
  ],
  pipe: [z.string().transform(Number).pipe(z.int()), text, { type: "integer" }],
  preprocess: [z.preprocess(Number, z.int()), { type: "integer", "x-flotilla": { opaque: true } }, { type: "integer" }],
  "default that is a Date": [z.date().default(new Date(0)), { ...date, default: "1970-01-01T00:00:00.000Z" }],
  "default that is a Set": [
    z.set(z.bigint()).default(new Set([1n, 2n ** 60n])),
    {
      type: "array",
      items: { type: "integer", "x-flotilla": { native: "bigint" } },
      uniqueItems: true,
      default: [1, "1152921504606846976"],
      "x-flotilla": { native: "set" },
    },
  ],
  "default that is a Map": [
    z.map(z.string(), z.string()).default(new Map([["a", "b"]])),
    { type: "object", additionalProperties: text, default: { a: "b" }, "x-flotilla": { native: "map" } },
  ],
  "default made anew each time": [z.string().default(() => String(Math.random())), text],
  "default behind a transform": [
    z.string().transform(Number).pipe(z.int()).default(3),
    text,
    { type: "integer", default: 3 },
  ],
  prefault: [z.string().prefault("x"), { type: "string", default: "x" }, text],
};

const metadata: Rows = {
  words: [
    z.string().meta({ title: "T", description: "D", examples: ["e"], deprecated: true, "x-more": { a: 1n } }),
    { type: "string", title: "T", description: "D", examples: ["e"], deprecated: true, "x-more": { a: 1 } },
  ],
  describe: [z.string().describe("D"), { type: "string", description: "D" }],
  register: [z.string().register(z.globalRegistry, { title: "T" }), { type: "string", title: "T" }],
  "our keys": [
    z.string().meta({
      alias: "a",
      convertUnderscores: false,
      hidden: true,
      strict: true,
      maxDigits: 5,
      decimalPlaces: 2,
      openapiExamples: { one: { value: 1 } },
      mediaType: "text/csv",
      allowInfNan: true,
    }),
    {
      type: "string",
      "x-flotilla": {
        alias: "a",
        convertUnderscores: false,
        hidden: true,
        strict: true,
        maxDigits: 5,
        decimalPlaces: 2,
        openapiExamples: { one: { value: 1 } },
        mediaType: "text/csv",
        allowInfNan: true,
      },
    },
  ],
  "a day": [z.date().meta({ format: "date" }), { type: "string", format: "date", "x-flotilla": { native: "date" } }],
  "a schema for what has none": [
    z.custom<string>(() => true).meta({ jsonSchema: { type: "string", maxLength: 3 }, description: "D" }),
    { type: "string", maxLength: 3, description: "D" },
  ],
  "a schema for what a transform makes": [
    z
      .string()
      .transform((value) => value.length)
      .meta({ jsonSchema: { type: "integer" } }),
    text,
    { type: "integer" },
  ],
  "a schema for what is preprocessed": [
    z.preprocess(String, z.int()).meta({ jsonSchema: { type: ["integer", "string"] } }),
    { type: ["integer", "string"] },
    { type: "integer" },
  ],
};

const refused: Rows = {
  custom: [z.custom(() => true), /^z\.custom\(\) or z\.instanceof\(\) has no JSON Schema: .*jsonSchema/],
  function: [z.function() as unknown as Schema, /^z\.function\(\)/],
  promise: [z.promise(z.string()), /^z\.promise\(\)/],
  symbol: [z.symbol(), /^z\.symbol\(\)/],
  nan: [z.nan(), /^z\.nan\(\)/],
  undefined: [z.undefined(), /^z\.undefined\(\)/, { type: "null" }],
  void: [z.void(), /^z\.void\(\)/, { type: "null" }],
  transform: [z.string().transform(Number), text, /^what a transform makes/],
  "bare transform": [z.transform(Number), { "x-flotilla": { opaque: true } }, /^what a transform makes/],
  "key of ours with a wrong value": [z.string().meta({ alias: 3 }), /"alias" must be a string/],
  "jsonSchema that is none": [z.custom().meta({ jsonSchema: "string" }), /"jsonSchema" must be an object/],
  "name that OpenAPI does not allow": [z.string().meta({ id: "a/b" }), /"a\/b" cannot name a model/],
};

for (const rows of [plain, formats, containers, wrappers, metadata, refused]) testRows("zod", rows);

test("zod: a schema is optional if it takes, or makes, nothing", () => {
  const optional = (schema: Schema) => [describe(schema, "input").isOptional, describe(schema, "output").isOptional];
  assert.deepEqual(optional(z.string()), [false, false]);
  assert.deepEqual(optional(z.string().optional()), [true, true]);
  assert.deepEqual(optional(z.string().default("x").nullable()), [true, true]);
  assert.deepEqual(optional(z.string().catch("x")), [true, false]);
  assert.deepEqual(optional(z.string().optional().pipe(z.any())), [true, false]);
});

test("zod: a refusal names the field", () => {
  const schema = z.object({ a: z.array(z.object({ b: z.tuple([z.string(), z.symbol()]) })) });
  assert.throws(
    () => describe(schema, "input"),
    (error) => {
      assert.ok(error instanceof SchemaError);
      assert.deepEqual(error.path, ["a", "*", "b", 1]);
      assert.match(error.message, /^a\.\*\.b\.1: z\.symbol\(\)/);
      return true;
    },
  );
});

const A = z.object({ kind: z.literal("a"), n: z.int() }).meta({ id: "A", title: "An A" });
const B = z.object({ kind: z.literal(["b", "c"]) }).meta({ id: "B", alias: "bee" });
const nodeA: SchemaNode = {
  type: "object",
  properties: { kind: { type: "string", const: "a" }, n: { type: "integer" } },
  required: ["kind", "n"],
  title: "An A",
};
const refA: SchemaNode = { $ref: "#/$defs/A" };

test("zod: a named model is a reference wherever it stands", () => {
  const schema = z.object({
    one: A,
    maybe: A.optional(),
    other: A.default({ kind: "a", n: 1 }),
    described: A.describe("D"),
    renamed: A.meta({ alias: "x" }),
    checked: A.refine(() => true),
    many: z.array(A),
  });
  const { node, defs, sources } = describe(schema, "input");
  assert.deepEqual(node.properties, {
    one: refA,
    maybe: refA,
    other: { ...refA, default: { kind: "a", n: 1 } },
    described: { ...refA, description: "D" },
    renamed: { ...refA, "x-flotilla": { alias: "x" } },
    checked: refA,
    many: { type: "array", items: refA },
  });
  assert.deepEqual(defs, { A: nodeA });
  assert.equal(sources.A, A);
});

test("zod: what concerns the field stays beside the reference, each time", () => {
  const { node, defs } = describe(z.object({ one: B, two: B }), "input");
  const ref = { $ref: "#/$defs/B", "x-flotilla": { alias: "bee" } };
  assert.deepEqual(node.properties, { one: ref, two: ref });
  assert.equal(defs.B["x-flotilla"], undefined);
});

test("zod: a model with further checks is another model, without a name", () => {
  const Name = z.string().meta({ id: "Name" });
  assert.deepEqual(describe(Name.min(3), "input").node, { type: "string", minLength: 3 });
});

test("zod: a discriminated union keeps its discriminator, and maps tags to named members", () => {
  const schema = z.discriminatedUnion("kind", [A, B, z.object({ kind: z.literal("z") })]);
  assert.deepEqual(describe(schema, "input").node, {
    oneOf: [
      refA,
      { $ref: "#/$defs/B", "x-flotilla": { alias: "bee" } },
      { type: "object", properties: { kind: { type: "string", const: "z" } }, required: ["kind"] },
    ],
    discriminator: { propertyName: "kind", mapping: { a: "#/$defs/A", b: "#/$defs/B", c: "#/$defs/B" } },
  });
  const nameless = z.discriminatedUnion("kind", [z.object({ kind: z.literal("z") })]);
  assert.deepEqual(describe(nameless, "input").node.discriminator, { propertyName: "kind" });
});

test("zod: an intersection of named models refers to them, unless one forbids extra fields", () => {
  const C = z.strictObject({ c: z.string() });
  assert.deepEqual(describe(A.and(z.object({ q: z.string() })), "input").node.allOf?.[0], refA);
  const merged = describe(A.and(C), "input").node;
  assert.deepEqual(Object.keys(merged.properties ?? {}), ["kind", "n", "c"]);
  assert.equal(merged.additionalProperties, undefined);
});

test("zod: recursive schemas are definitions, by their name or by one that stays the same", () => {
  const Tree = z.object({
    value: z.int(),
    get children() {
      return z.array(Tree);
    },
  });
  const first = describe(Tree, "input");
  const [name] = Object.keys(first.defs);
  assert.match(name, /^Recursive\d*$/);
  const ref = { $ref: `#/$defs/${name}` };
  assert.deepEqual(first.node, ref);
  assert.deepEqual(first.defs[name], {
    type: "object",
    properties: { value: { type: "integer" }, children: { type: "array", items: ref } },
    required: ["value", "children"],
  });
  assert.deepEqual(describe(Tree, "output").node, ref);
  assert.deepEqual(describe(z.object({ one: Tree, two: Tree }), "input").node.properties, { one: ref, two: ref });

  const Named = z
    .object({
      get next(): z.ZodOptional<z.ZodType> {
        return z.optional(Named);
      },
    })
    .meta({ id: "Named" });
  assert.deepEqual(describe(Named, "input").defs, {
    Named: { type: "object", properties: { next: { $ref: "#/$defs/Named" } } },
  });
  const Other = z.object({
    get next() {
      return z.optional(Other);
    },
  });
  assert.notDeepEqual(Object.keys(describe(Other, "input").defs), [name]);
});

test("zod: schemas without end are refused", () => {
  const endless = (): z.ZodType => z.lazy(() => z.lazy(endless));
  assert.throws(() => describe(endless(), "input"), /nested more than 200 levels/);
});

test("zod: two models with one name are refused, unless they say the same", () => {
  const twice = (other: z.ZodType) => z.object({ a: z.string().meta({ id: "D" }), b: other.meta({ id: "D" }) });
  assert.throws(() => describe(twice(z.int()), "input"), /^SchemaError: b: two different models have the name "D"/);
  assert.deepEqual(Object.keys(describe(twice(z.string()), "input").defs), ["D"]);
});

test("zod mini is described alike", () => {
  const schema = mini.object({
    a: mini.optional(mini.string().check(mini.minLength(3), mini.email())),
    b: mini._default(mini.int(), 3),
    c: mini.date().register(mini.globalRegistry, { description: "D" }),
  });
  assert.deepEqual(describe(schema, "input").node, {
    type: "object",
    properties: {
      a: { type: "string", minLength: 3, format: "email" },
      b: { type: "integer", default: 3 },
      c: { ...date, description: "D" },
    },
    required: ["c"],
  });
});
