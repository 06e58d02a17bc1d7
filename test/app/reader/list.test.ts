import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const ints: SchemaNode = { type: "array", items: { type: "integer" } };

test("every wrong item is reported in its place, and the array given is left alone", () => {
  const input = ["1", "x", null, 4];
  assert.deepEqual(reading(ints, input).faults, ["int_parsing 1", "int_type 2"]);
  const fine = ["1", 2];
  assert.deepEqual(reading(ints, fine).value, [1, 2]);
  assert.deepEqual(fine, ["1", 2]);
});

test("one item too many is the only problem", () => {
  const node = { ...ints, minItems: 1, maxItems: 2 };
  assert.deepEqual(outcomes(node, [["x", 1, 1], ["x"], []]), ["too_long", "int_parsing 0", "too_short"]);
  assert.equal(reading(node, []).problems[0].msg, "List should have at least 1 item after validation, not 0");
});

test("a million wrong items are answered with a thousand problems", () => {
  const { problems } = reading(ints, new Array(1e6).fill("x"));
  assert.equal(problems.length, 1000);
  assert.deepEqual(problems.at(-1)?.loc, ["body", 999]);
});

test("a set's length counts equal items once", () => {
  const node: SchemaNode = { ...ints, minItems: 2, maxItems: 2, "x-flotilla": { native: "set" } };
  assert.deepEqual(outcomes(node, [[1, "1", 2], [1, 1], [1, 2, 3], ["x", 1, 2, 3], {}]), [
    new Set([1, 2]),
    "too_short",
    "too_long",
    "too_long",
    "set_type",
  ]);
});

test("tuples have a reader for each place, and one for the rest", () => {
  const pair: SchemaNode = { type: "array", prefixItems: [{ type: "integer" }, { type: "boolean" }] };
  assert.deepEqual(outcomes(pair, [["1", "no"], ["x"], [1, true, 3], "x"]), [
    [1, false],
    "int_parsing 0, missing 1",
    "too_long",
    "tuple_type",
  ]);
  const open: SchemaNode = { ...pair, items: { type: "number" }, minItems: 1 };
  assert.deepEqual(outcomes(open, [["1"], [1, 1, "2.5", "x"], []]), [[1], "float_parsing 3", "missing 0"]);
});
