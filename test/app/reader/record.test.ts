import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const counts: SchemaNode = { type: "object", additionalProperties: { type: "integer" } };

test("keys and values are read, and wrong keys told from wrong values", () => {
  const node: SchemaNode = { ...counts, propertyNames: { type: "string", pattern: "^[a-z]$" } };
  assert.deepEqual(outcomes(node, [{ a: "1" }, { A: 1, b: "x" }, []]), [
    { a: 1 },
    "string_pattern_mismatch A [key], int_parsing b",
    "dict_type",
  ]);
});

test("the size is that of the result", () => {
  const node: SchemaNode = { ...counts, minProperties: 1, maxProperties: 1 };
  assert.deepEqual(outcomes(node, [{}, { a: 1 }, { c: "x", a: 1, b: 2 }, { a: "x", b: "x" }]), [
    "too_short",
    { a: 1 },
    "too_long",
    "int_parsing a, int_parsing b",
  ]);
});

test("__proto__ is a key like others", () => {
  const value = reading(counts, JSON.parse('{"__proto__": "7"}')).value as object;
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(Object.getOwnPropertyDescriptor(value, "__proto__")?.value, 7);
});

test("native maps have their keys as read, from an object or from pairs", () => {
  const map: SchemaNode = { ...counts, propertyNames: { type: "integer" }, "x-flotilla": { native: "map" } };
  assert.deepEqual(
    reading(map, { 1: "2", "03": 4 }).value,
    new Map([
      [1, 2],
      [3, 4],
    ]),
  );
  const pairs: SchemaNode = {
    type: "array",
    items: { type: "array", prefixItems: [{ type: "boolean" }, { type: "integer" }] },
    "x-flotilla": { native: "map" },
  };
  assert.deepEqual(
    outcomes(pairs, [
      [
        ["yes", 1],
        [false, "2"],
      ],
      [["yes"]],
    ]),
    [
      new Map([
        [true, 1],
        [false, 2],
      ]),
      "missing 0 1",
    ],
  );
});
