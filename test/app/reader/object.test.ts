import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const node: SchemaNode = {
  type: "object",
  properties: { a: { type: "integer" }, b: { type: "string" } },
  required: ["a"],
};

test("the result is a new object; absent fields stay absent, unknown keys are passed on", () => {
  const input = { z: [1], a: "1" };
  const { value } = reading(node, input);
  assert.deepEqual(value, { a: 1, z: [1] });
  assert.deepEqual(input, { z: [1], a: "1" });
});

test("forbidden keys come after the fields' own problems", () => {
  const { problems } = reading({ ...node, additionalProperties: false }, { z: 1, a: "x", y: null });
  assert.deepEqual(
    problems.map(({ type, loc, input }) => [type, loc, input]),
    [
      ["int_parsing", ["body", "a"], "x"],
      ["extra_forbidden", ["body", "z"], 1],
      ["extra_forbidden", ["body", "y"], null],
    ],
  );
});

test("other keys may have a schema of their own", () => {
  const open = { ...node, additionalProperties: { type: "boolean" as const } };
  assert.deepEqual(
    outcomes(open, [
      { a: 1, x: "no" },
      { a: 1, x: "maybe" },
    ]),
    [{ a: 1, x: false }, "bool_parsing x"],
  );
});

test("__proto__ is a key like others", () => {
  const input = JSON.parse('{"a": 1, "__proto__": {"polluted": true}, "constructor": 1}') as object;
  const value = reading(node, input).value as object;
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal((value as { polluted?: unknown }).polluted, undefined);
  assert.deepEqual(Object.keys(value), ["a", "__proto__", "constructor"]);
  assert.deepEqual(Object.getOwnPropertyDescriptor(value, "__proto__")?.value, { polluted: true });

  const named: SchemaNode = {
    type: "object",
    properties: JSON.parse('{"__proto__": {"type": "integer"}}'),
    required: ["__proto__"],
  };
  assert.deepEqual(reading(named, {}).faults, ["missing __proto__"]);
  const read = reading(named, JSON.parse('{"__proto__": "5"}')).value as object;
  assert.equal(Object.getOwnPropertyDescriptor(read, "__proto__")?.value, 5);
});

test("what an object inherits is no field", () => {
  const inherited: SchemaNode = {
    type: "object",
    properties: Object.fromEntries([["toString", { type: "string" }]]),
    required: ["toString"],
  };
  assert.deepEqual(reading(inherited, {}).faults, ["missing toString"]);
});

test("an alias is the name on the wire and in problems; the schema's own name can't stand in for it", () => {
  const aliased: SchemaNode = {
    type: "object",
    properties: { isAdmin: { type: "boolean", "x-flotilla": { alias: "is-admin" } } },
    required: ["isAdmin"],
  };
  assert.deepEqual(outcomes(aliased, [{ "is-admin": "no" }, { isAdmin: true }, { "is-admin": 5 }]), [
    { isAdmin: false },
    "missing is-admin",
    "bool_parsing is-admin",
  ]);
  assert.deepEqual(reading(aliased, { "is-admin": "no", isAdmin: "yes" }).value, { isAdmin: false });
});

test("only plain objects are objects", () => {
  const inputs = [[], null, "x", new Date(), new Map(), new (class Own {})()];
  assert.deepEqual(
    outcomes(node, inputs),
    inputs.map(() => "model_attributes_type"),
  );
  assert.deepEqual(reading(node, Object.assign(Object.create(null), { a: 1 })).value, { a: 1 });
});

test("a body of forbidden keys is answered with a thousand problems", () => {
  const input = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, 1]));
  assert.equal(reading({ ...node, additionalProperties: false }, input).problems.length, 1000);
});

test("a thousand wrong keys are enough, whatever is wrong with them", () => {
  const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, "x"]));
  for (const additionalProperties of [false, { type: "integer" as const }]) {
    assert.equal(reading({ ...node, additionalProperties }, { a: 1, ...keys }).problems.length, 1000);
  }
});
