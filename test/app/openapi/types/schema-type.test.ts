import assert from "node:assert/strict";
import { test } from "node:test";
import { schemaComment, schemaType } from "../../../../src/app/openapi/types/schema-type.ts";

test("types of schemas, 3.1 and 3.0", () => {
  const cases: [unknown, string][] = [
    [{}, "unknown"],
    [true, "unknown"],
    [false, "never"],
    [{ type: "string" }, "string"],
    [{ type: "integer" }, "number"],
    [{ type: "number" }, "number"],
    [{ type: "boolean" }, "boolean"],
    [{ type: "null" }, "null"],
    [{ type: "unheard-of" }, "unknown"],
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "string", nullable: true }, "string | null"],
    [{ nullable: true, enum: [null] }, "null"],
    [{ type: "string", format: "binary" }, "Blob"],
    [{ type: "string", contentMediaType: "application/octet-stream" }, "Blob"],
    [{ type: "string", contentMediaType: "text/plain", contentEncoding: "base64" }, "string"],
    [{ type: "string", contentMediaType: "application/json", contentSchema: {} }, "string"],
    [{ const: "a" }, '"a"'],
    [{ type: "string", enum: ["a", "b", null] }, '"a" | "b" | null'],
    [{ enum: ["a|b", 1, true] }, '"a|b" | 1 | true'],
    [{ enum: [] }, "never"],
    [{ anyOf: [{ type: "string" }, { type: "null" }, { type: "string" }] }, "string | null"],
    [{ anyOf: [{ type: "string" }, {}] }, "unknown"],
    [{ not: {} }, "never"],
    [{ type: "array", items: { type: "string" } }, "string[]"],
    [{ type: "array", items: { enum: ["a|b"] } }, '"a|b"[]'],
    [{ type: "array", items: { type: ["string", "null"] } }, "(string | null)[]"],
    [{ type: "array" }, "unknown[]"],
    [
      { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], minItems: 1, items: false },
      "[string, number?]",
    ],
    [
      { type: "array", prefixItems: [{ type: "string" }], minItems: 1, items: { type: ["string", "null"] } },
      "[string, ...(string | null)[]]",
    ],
    [{ type: "object" }, "{ [key: string]: unknown }"],
    [{ type: "object", additionalProperties: false }, "Record<string, never>"],
    [{ type: "object", additionalProperties: { type: "integer" } }, "{ [key: string]: number }"],
    [{ type: "object", patternProperties: { "^x": { type: "integer" } } }, "{ [key: string]: number }"],
    [
      { type: "object", properties: { a: { type: "string" }, "b-c": {} }, required: ["a"] },
      '{\n  a: string;\n  "b-c"?: unknown;\n}',
    ],
    [
      { properties: { a: { type: "string" } }, additionalProperties: true },
      "{\n  a?: string;\n} & { [key: string]: unknown }",
    ],
    [{ $ref: "#/components/schemas/Item" }, 'components["schemas"]["Item"]'],
    [{ $ref: "#/components/schemas/a~1b~0c%20d" }, 'components["schemas"]["a/b~c d"]'],
    [{ $ref: "other.json#/Item" }, "unknown"],
    [{ $ref: "#/components/schemas/Item", description: "x" }, 'components["schemas"]["Item"]'],
    [
      { allOf: [{ $ref: "#/components/schemas/A" }, { anyOf: [{ type: "string" }, { type: "null" }] }] },
      'components["schemas"]["A"] & (string | null)',
    ],
    [{ type: "object", allOf: [{ $ref: "#/components/schemas/A" }] }, 'components["schemas"]["A"]'],
    [{ oneOf: [{ $ref: "#/components/schemas/A" }], nullable: true }, 'components["schemas"]["A"] | null'],
  ];
  for (const [schema, type] of cases) assert.equal(schemaType(schema), type, JSON.stringify(schema));
});

test("nothing in a document gets out of its text or comment", () => {
  const nasty = '"]; } evil(); *';
  for (const schema of [
    { const: nasty },
    { $ref: `#/components/schemas/${nasty}` },
    { type: "object", properties: { [nasty]: { type: "string" } }, required: [nasty] },
  ]) {
    assert.ok(schemaType(schema).includes(JSON.stringify(nasty)), schemaType(schema));
  }
  const type = schemaType({
    properties: { a: { description: "*/ evil();\n*/\u2028x", format: "*/", default: "*/", deprecated: true } },
  });
  assert.equal(type.split("*/").length, 2);
  assert.deepEqual(schemaComment({ default: false }), ["@default false"]);
});
