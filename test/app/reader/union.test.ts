import assert from "node:assert/strict";
import { test } from "node:test";
import type { SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const integer: SchemaNode = { type: "integer" };
const text: SchemaNode = { type: "string" };

test("the value's own type comes first, then the members in order", () => {
  assert.deepEqual(outcomes({ anyOf: [integer, text] }, [1, "1"]), [1, "1"]);
  assert.deepEqual(outcomes({ anyOf: [integer, { type: "boolean" }] }, ["1", true]), [1, true]);
  assert.deepEqual(outcomes({ type: ["boolean", "number"] }, ["1", 1, 2.5]), [true, 1, 2.5]);
});

test("each member's problems stand under its label", () => {
  const list: SchemaNode = { type: "array", items: { type: "integer", minimum: 0 } };
  assert.deepEqual(reading({ anyOf: [{ ...text, maxLength: 1 }, list] }, ["x"]).faults, [
    "string_type constrained-str",
    "int_parsing list[constrained-int] 0",
  ]);
});

test("null beside one other member leaves no label; text is never null", () => {
  const optional: SchemaNode = { anyOf: [integer, { type: "null" }] };
  assert.deepEqual(outcomes(optional, [null, "x"]), [null, "int_parsing"]);
  assert.deepEqual(outcomes(optional, ["null", ""], "text"), ["int_parsing", "int_parsing"]);
  assert.deepEqual(outcomes({ type: ["integer", "null"] }, [null, "x"]), [null, "int_parsing"]);
  assert.deepEqual(outcomes({ type: "null" }, [null, 0]), [null, "none_required"]);
});

test("of objects the one with more of its fields wins", () => {
  const model = (...names: string[]): SchemaNode => ({
    type: "object",
    title: names.join(""),
    properties: Object.fromEntries(names.map((name) => [name, { type: "integer", "x-flotilla": {} }])),
  });
  const node: SchemaNode = { anyOf: [model("a"), model("a", "b"), model("c")] };
  assert.deepEqual(outcomes(node, [{ a: "1", b: "2" }, { c: "3" }, { a: "1" }]), [{ a: 1, b: 2 }, { c: 3 }, { a: 1 }]);
});

test("a discriminator leads to one member, whose problems stand under the tag", () => {
  const cat: SchemaNode = {
    type: "object",
    properties: { kind: { const: "cat" }, age: integer },
    required: ["kind", "age"],
  };
  const dog: SchemaNode = { type: "object", properties: { kind: { enum: ["dog", "pup"] } }, required: ["kind"] };
  const node: SchemaNode = { oneOf: [cat, { oneOf: [dog] }], discriminator: { propertyName: "kind" } };
  assert.deepEqual(
    outcomes(node, [{ kind: "cat", age: "1" }, { kind: "pup" }, { kind: "cat" }, {}, { kind: "cow" }, 3]),
    [
      { kind: "cat", age: 1 },
      { kind: "pup" },
      "missing cat age",
      "union_tag_not_found",
      "union_tag_invalid",
      "model_attributes_type",
    ],
  );
  assert.equal(
    reading(node, { kind: [null, "x"] }).problems[0].msg,
    "Input tag '[None, 'x']' found using 'kind' does not match any of the expected tags: 'cat', 'dog', 'pup'",
  );
});

test("tags of numbers and booleans, and a discriminator with an alias", () => {
  const versioned = (version: number | boolean): SchemaNode => ({
    type: "object",
    properties: { v: { const: version, "x-flotilla": { alias: "version" } } },
    required: ["v"],
  });
  const node: SchemaNode = { anyOf: [versioned(1), versioned(true)], discriminator: { propertyName: "v" } };
  assert.deepEqual(outcomes(node, [{ version: 1 }, { version: true }, { v: 1 }]), [
    { v: 1 },
    { v: true },
    "union_tag_not_found",
  ]);
});

test("a discriminator's mapping serves where the members have no constants", () => {
  const defs = { Cat: { type: "object" as const, properties: { kind: text, age: integer } } };
  const node: SchemaNode = {
    oneOf: [{ $ref: "#/$defs/Cat" }],
    discriminator: { propertyName: "kind", mapping: { cat: "#/$defs/Cat" } },
  };
  assert.deepEqual(reading(node, { kind: "cat", age: "x" }, "json", defs).faults, ["int_parsing cat age"]);
});

test("how well a union inside fits doesn't hide how badly its neighbours do", () => {
  const model = (a: SchemaNode): SchemaNode => ({ type: "object", properties: { a, b: { anyOf: [integer, text] } } });
  assert.deepEqual(outcomes({ anyOf: [model(integer), model(text)] }, [{ a: "1", b: 2 }]), [{ a: "1", b: 2 }]);
});

test("problems of a value read twice, by two members, stand under both", () => {
  const model = (title: string): SchemaNode => ({ type: "object", title, properties: { x: { $ref: "#/$defs/Any" } } });
  const Any: SchemaNode = { anyOf: [model("A"), model("B")] };
  assert.deepEqual(reading(Any, { x: { x: 1 } }, "json", { Any }).faults, [
    "model_attributes_type A x A x A",
    "model_attributes_type A x A x B",
    "model_attributes_type A x B x A",
    "model_attributes_type A x B x B",
    "model_attributes_type B x A x A",
    "model_attributes_type B x A x B",
    "model_attributes_type B x B x A",
    "model_attributes_type B x B x B",
  ]);
});
