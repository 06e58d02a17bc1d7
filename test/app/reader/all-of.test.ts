import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const model = (name: string, node: SchemaNode): SchemaNode => ({
  type: "object",
  properties: { [name]: node },
  required: [name],
});

test("models become one", () => {
  const node: SchemaNode = { allOf: [model("a", { type: "integer" }), { $ref: "#/$defs/B" }] };
  const defs = { B: model("b", { type: "boolean" }) };
  assert.deepEqual(reading(node, { a: "1", b: "no" }, "json", defs).value, { a: 1, b: false });
  assert.deepEqual(reading(node, {}, "json", defs).faults, ["missing a", "missing b"]);
});

test("a field of two models is read by both schemas", () => {
  const node: SchemaNode = { allOf: [model("a", { type: "integer" }), model("a", { minimum: 3 })] };
  assert.deepEqual(outcomes(node, [{ a: "3" }, { a: "2" }, { a: "x" }]), [
    { a: 3 },
    "greater_than_equal a",
    "int_parsing a",
  ]);
});

test("what stands beside allOf holds too", () => {
  const node: SchemaNode = { type: "string", allOf: [{ minLength: 2 }, { pattern: "^a" }] };
  assert.deepEqual(outcomes(node, ["ab", "a", "ba"]), ["ab", "string_too_short", "string_pattern_mismatch"]);
});

test("a model and a union read the same object", () => {
  const node: SchemaNode = {
    allOf: [
      model("a", { type: "integer" }),
      { anyOf: [model("b", { type: "integer" }), model("c", { type: "integer" })] },
    ],
  };
  assert.deepEqual(outcomes(node, [{ a: "1", c: "2" }]), [{ a: 1, c: 2 }]);
});
