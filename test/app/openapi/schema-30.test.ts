import assert from "node:assert/strict";
import { test } from "node:test";
import { schemaTo30 } from "../../../src/app/openapi/schema-30.ts";

test("schemas of 3.1 as 3.0 says them", () => {
  const ref = "#/components/schemas/A";
  const cases: [unknown, unknown][] = [
    [true, {}],
    [false, { not: {} }],
    [
      { type: ["string", "null"], minLength: 1 },
      { minLength: 1, nullable: true, type: "string" },
    ],
    [
      { type: ["string", "integer", "null"] },
      { nullable: true, allOf: [{ anyOf: [{ type: "string" }, { type: "integer" }] }] },
    ],
    [{ type: "null" }, { nullable: true, enum: [null] }],
    [{ anyOf: [{ $ref: ref }, { type: "null" }] }, { nullable: true, allOf: [{ $ref: ref }] }],
    [
      { anyOf: [{ type: "string", maxLength: 3 }, { type: "null" }], title: "T" },
      { title: "T", nullable: true, maxLength: 3, type: "string" },
    ],
    [{ anyOf: [{ enum: ["a"] }, { type: "null" }] }, { nullable: true, enum: ["a", null] }],
    [{ oneOf: [{ $ref: ref }, { type: "string" }] }, { oneOf: [{ $ref: ref }, { type: "string" }] }],
    [{ const: 1 }, { enum: [1] }],
    [{ $ref: ref }, { $ref: ref }],
    [
      { $ref: ref, default: 1, description: "d" },
      { allOf: [{ $ref: ref }], description: "d", default: 1 },
    ],
    [
      { type: "number", exclusiveMinimum: 1, exclusiveMaximum: 3 },
      { type: "number", minimum: 1, exclusiveMinimum: true, maximum: 3, exclusiveMaximum: true },
    ],
    [
      { minimum: 2, exclusiveMinimum: 1, maximum: 3, exclusiveMaximum: 3 },
      { minimum: 2, maximum: 3, exclusiveMaximum: true },
    ],
    [
      { type: "string", contentMediaType: "application/octet-stream" },
      { type: "string", format: "binary" },
    ],
    [
      { type: "string", contentEncoding: "base64" },
      { type: "string", format: "byte" },
    ],
    [{ type: "string", contentMediaType: "application/json", contentSchema: {} }, { type: "string" }],
    [
      { type: "string", examples: ["a", "b"] },
      { type: "string", example: "a" },
    ],
    [{ type: "array" }, { type: "array", items: {} }],
    [
      { type: "array", prefixItems: [{ type: "string" }, { type: "string" }], items: false },
      { type: "array", items: { type: "string" }, maxItems: 2 },
    ],
    [
      { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" } },
      { type: "array", items: { anyOf: [{ type: "string" }, { type: "integer" }] } },
    ],
    [
      { type: "array", items: false },
      { type: "array", items: {}, maxItems: 0 },
    ],
    [
      { type: "object", required: [], propertyNames: { format: "uuid" }, if: {}, $comment: "c", unknown: 1, "x-y": 1 },
      { type: "object", "x-y": 1 },
    ],
    [
      { patternProperties: { "^x": { const: 1 } }, additionalProperties: false },
      { additionalProperties: { enum: [1] } },
    ],
    [
      JSON.parse('{"properties": {"__proto__": {"const": 1}}, "required": ["__proto__"]}'),
      JSON.parse('{"properties": {"__proto__": {"enum": [1]}}, "required": ["__proto__"]}'),
    ],
  ];
  for (const [given, wanted] of cases) assert.deepEqual(schemaTo30(given), wanted, JSON.stringify(given));
});

test("the schema given is not changed", () => {
  const given = { anyOf: [{ type: "string", examples: ["x"] }, { type: "null" }], properties: { a: { const: 1 } } };
  const before = structuredClone(given);
  schemaTo30(given);
  assert.deepEqual(given, before);
});
