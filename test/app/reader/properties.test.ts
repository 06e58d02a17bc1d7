import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { problemTable } from "../../../src/app/reader/problems.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import type { SchemaNode } from "../../../src/app/schema/node.ts";

const formats = [
  "date-time",
  "date",
  "time",
  "duration",
  "uuid",
  "uri",
  "email",
  "ipv4",
  "ipv6",
  "decimal",
  "hostname",
];
const size = fc.option(fc.nat(4), { nil: undefined });
const bound = fc.option(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true })), {
  nil: undefined,
});
const keys = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "length");
const native = (name: string) => ({ "x-flotilla": { native: name as "date" } });

/** Any schema a library could describe, and some that none would. */
const { node: anyNode } = fc.letrec<{ node: SchemaNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      type: fc.constantFrom("integer" as const, "number" as const),
      minimum: bound,
      maximum: bound,
      exclusiveMinimum: bound,
      multipleOf: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      "x-flotilla": fc.constantFrom({}, { strict: true }, { allowInfNan: true }),
    }),
    fc.record({
      type: fc.constant("string" as const),
      minLength: size,
      maxLength: size,
      pattern: fc.constantFrom(undefined, "a"),
    }),
    fc.constantFrom(...formats).map((format): SchemaNode => ({ type: "string", format })),
    fc.constantFrom<SchemaNode>(
      {},
      { type: "boolean" },
      { type: "null" },
      { not: {} },
      { enum: ["a", 1, true, null] },
      { const: "a" },
      { $ref: "#/$defs/Loop" },
      { type: "integer", ...native("bigint") },
      { type: "string", format: "date", ...native("date") },
      { type: "string", format: "date-time", ...native("date") },
      { type: "string", format: "uri", ...native("url") },
      { type: "string", contentEncoding: "base64", ...native("bytes") },
      { type: "string", format: "binary", ...native("file") },
      { type: ["string", "integer", "null"] },
    ),
    fc.record({ type: fc.constant("array" as const), items: tie("node"), minItems: size, maxItems: size }),
    fc
      .record({ type: fc.constant("array" as const), items: tie("node"), maxItems: size })
      .map((set) => ({ ...set, ...native("set") })),
    fc.record({
      type: fc.constant("array" as const),
      prefixItems: fc.array(tie("node"), { maxLength: 3 }),
      minItems: size,
    }),
    fc.record({
      type: fc.constant("object" as const),
      properties: fc.dictionary(keys, tie("node"), { maxKeys: 3 }),
      required: fc.array(keys, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.constant(undefined), fc.constant(false), tie("node")),
    }),
    fc.record({
      type: fc.constant("object" as const),
      additionalProperties: tie("node"),
      propertyNames: tie("node"),
      maxProperties: size,
    }),
    fc.record({ anyOf: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie("node"), { minLength: 1, maxLength: 3 }) }),
  ),
}));

const Loop: SchemaNode = {
  anyOf: [
    { type: "object", properties: { a: { $ref: "#/$defs/Loop" }, b: { $ref: "#/$defs/Loop" } } },
    { type: "array", items: { $ref: "#/$defs/Loop" } },
    { type: "integer" },
  ],
};

const scalar = fc.oneof(
  fc.constantFrom("a", "1", "2018-12-22", "2018-12-22T00:00:00Z", "PT5M", "::1", "", "yes", "aGk=", "http://a.b/"),
  fc.string({ unit: "binary" }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);
const { json: anyJson } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(keys, tie("json"), { maxKeys: 4 }),
  ),
}));
const anyOrigin = fc.constantFrom("json" as const, "text" as const);

function read(node: SchemaNode, input: unknown, origin: "json" | "text"): { value: unknown; problems: Problem[] } {
  const problems: Problem[] = [];
  const value = compileReader({ node, defs: { Loop } }, origin)(input, ["body"], problems);
  return { value, problems };
}

test("for any schema and any JSON there is either a value or a problem, of a known kind and with its message filled in", () => {
  fc.assert(
    fc.property(anyNode, anyJson, anyOrigin, (node, input, origin) => {
      const { value, problems } = read(node, input, origin);
      assert.equal(value === undefined, problems.length > 0);
      for (const { type, loc, msg } of problems) {
        assert.ok(Object.hasOwn(problemTable, type), type);
        assert.equal(loc[0], "body");
        assert.doesNotMatch(msg.replace(/'.*'|`.*`/s, ""), /\{[a-z_]+\}|undefined/);
      }
    }),
    { numRuns: 2000 },
  );
});

/** Whether a place leads to the input, leaving out what names no key: labels, tags, `[key]`, and the key that is missing. */
function leadsTo(input: unknown, { type, loc, input: found }: Problem): boolean {
  let here: unknown = input;
  for (const key of loc.slice(1)) {
    if (typeof here === "object" && here !== null && Object.hasOwn(here, key))
      here = (here as Record<string, unknown>)[key];
  }
  return Object.is(here, found) || loc.includes("[key]") || type === "missing";
}

test("every place leads to the input that is reported with it", () => {
  const plain = anyNode.filter((node) => !JSON.stringify(node).includes("allOf"));
  fc.assert(
    fc.property(plain, anyJson, (node, input) => {
      const { problems } = read(node, input, "json");
      // A label or tag may be a key of the input as well.
      const labels = /"(?:anyOf|\$ref)"/.test(JSON.stringify(node));
      for (const problem of problems) assert.ok(labels || leadsTo(input, problem), JSON.stringify(problem));
    }),
    { numRuns: 2000 },
  );
});

/** What a value must be by its schema, told without the reader. */
function isOf(node: SchemaNode, value: unknown): boolean {
  const kind = node["x-flotilla"]?.native;
  if (node.allOf ?? node.enum ?? node.$ref ?? node.format ?? node.const ?? node.propertyNames) return true;
  if (node.anyOf !== undefined) return value === null || node.anyOf.some((member) => isOf(member, value));
  if (Array.isArray(node.type)) return value === null || typeof value === "string" || Number.isInteger(value);
  if (kind === "set") return value instanceof Set && [...value].every((item) => isOf(node.items || {}, item));
  if (kind !== undefined) return typeof value === "bigint" || typeof value === "object";
  if (node.type === "integer") return Number.isSafeInteger(value) && !((value as number) < (node.minimum ?? -Infinity));
  if (node.type === "number") return typeof value === "number" && !(value > (node.maximum ?? Infinity));
  if (node.type === "string") return typeof value === "string" && [...value].length >= (node.minLength ?? 0);
  if (node.type === "array" && node.prefixItems === undefined) {
    return (
      Array.isArray(value) &&
      value.length <= (node.maxItems ?? Infinity) &&
      value.every((item) => isOf(node.items || {}, item))
    );
  }
  if (node.properties !== undefined) {
    const object = value as Record<string, unknown>;
    const names = Object.entries(node.properties).filter(([name]) => Object.hasOwn(object, name));
    return (
      Object.getPrototypeOf(object) === Object.prototype && names.every(([name, part]) => isOf(part, object[name]))
    );
  }
  return (
    node.type === undefined ||
    node.type === "object" ||
    node.type === "array" ||
    typeof value === node.type ||
    value === null
  );
}

test("what is read without a problem is of the schema's type, with its bounds", () => {
  fc.assert(
    fc.property(anyNode, anyJson, anyOrigin, (node, input, origin) => {
      const { value, problems } = read(node, input, origin);
      if (problems.length === 0) assert.ok(isOf(node, value), JSON.stringify(node));
    }),
    { numRuns: 3000 },
  );
});

test("what was read is read again, to the same", () => {
  const plain = anyNode.filter(
    (node) => !/native|allOf|anyOf|\$ref|"type":\[|propertyNames/.test(JSON.stringify(node)),
  );
  fc.assert(
    fc.property(plain, anyJson, (node, input) => {
      const first = read(node, input, "json");
      if (first.problems.length > 0) return;
      assert.deepEqual(read(node, first.value, "json"), first);
    }),
    { numRuns: 2000 },
  );
});
