import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import type { SchemaNode } from "../../../src/app/schema/node.ts";

const read = (node: SchemaNode, input: unknown): { value: unknown; problems: Problem[] } => {
  const problems: Problem[] = [];
  const defs = { Item: { type: "object", properties: { a: { type: "integer" } }, required: ["a"] } } as const;
  const reader = compileReader({ node, defs: defs as never }, "json");
  return { value: reader(input, ["body"], problems), problems };
};

test("what is opaque goes to the library as it is, also beside a reference", () => {
  assert.deepEqual(read({ type: "integer", "x-flotilla": { opaque: true } }, "a,b"), { value: "a,b", problems: [] });
  assert.deepEqual(read({ $ref: "#/$defs/Item", "x-flotilla": { opaque: true } }, 1), { value: 1, problems: [] });
});

test("what is caught is read where it can be, else it goes to the library as it is", () => {
  const caught: SchemaNode = { type: "integer", "x-flotilla": { caught: true } };
  assert.deepEqual(read(caught, "5"), { value: 5, problems: [] });
  assert.deepEqual(read(caught, "x"), { value: "x", problems: [] });
  const inObject: SchemaNode = { type: "object", properties: { a: caught, b: { type: "integer" } }, required: ["b"] };
  const { problems } = read(inObject, { a: "x", b: "y" });
  assert.deepEqual(
    problems.map(({ loc }) => loc),
    [["body", "b"]],
  );
  assert.deepEqual(read({ $ref: "#/$defs/Item", "x-flotilla": { caught: true } }, 1), { value: 1, problems: [] });
});

test("lengths and patterns that hold later are not asked of what comes in", () => {
  const late: SchemaNode = { type: "string", maxLength: 2, pattern: "^a$", allOf: [{ pattern: "a$" }] };
  assert.deepEqual(read({ ...late, "x-flotilla": { late: true } }, "  a "), { value: "  a ", problems: [] });
  assert.equal(read(late, "  a ").problems[0].type, "string_too_long");
  assert.equal(read({ ...late, "x-flotilla": { late: true } }, 1).problems[0].type, "string_type");
});
