import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import { SchemaError, type SchemaNode } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

const ref = (name: string): SchemaNode => ({ $ref: `#/$defs/${name}` });
const linked: { readonly [name: string]: SchemaNode } = {
  Node: {
    type: "object",
    properties: { value: { type: "integer" }, next: { anyOf: [ref("Node"), { type: "null" }] } },
    required: ["value"],
  },
};

function chain(length: number): unknown {
  let node: unknown = null;
  for (let index = 0; index < length; index += 1) node = { value: "1", next: node };
  return node;
}

test("recursive models are read as deep as pydantic reads them, and no deeper", () => {
  assert.deepEqual(reading(ref("Node"), chain(200), "json", linked).faults, []);
  const { problems } = reading(ref("Node"), chain(300), "json", linked);
  assert.deepEqual(
    problems.map(({ type, loc }) => [type, loc.length]),
    [["recursion_loop", 257]],
  );
  const read = compileReader({ node: ref("Node"), defs: linked }, "json");
  const found: Problem[] = [];
  for (let times = 0; times < 3; times += 1) read(chain(200), ["body"], found);
  assert.deepEqual(found, [], "the depth is counted anew each time");
});

test("input too deep to be written is not sent back, wherever it is", () => {
  const deep = JSON.parse("[".repeat(100_000) + "]".repeat(100_000)) as unknown;
  const tagged: SchemaNode = { oneOf: [{ properties: { k: { const: "a" } } }], discriminator: { propertyName: "k" } };
  for (const [node, input] of [
    [{ type: "integer" }, deep],
    [
      { type: "object", properties: { a: { type: "integer" } } },
      { a: "x", b: deep },
    ],
    [tagged, { k: deep }],
    [ref("Node"), chain(100_000)],
  ] as const) {
    const { problems } = reading(node, input, "json", linked);
    assert.deepEqual(problems, [
      {
        type: "recursion_loop",
        loc: ["body"],
        msg: "Recursion error - cyclic reference detected",
        input: null,
      },
    ]);
  }
  assert.equal(reading({}, deep).value, deep, "what nothing is wrong with goes on");
});

test("a schema that is nothing but itself ends too", () => {
  assert.deepEqual(reading(ref("Loop"), 1, "json", { Loop: ref("Loop") }).faults, ["recursion_loop"]);
});

test("members of a union that share their models don't multiply the work", () => {
  const model = (title: string): SchemaNode => ({ type: "object", title, properties: { child: ref("Any") } });
  const defs = { Any: { anyOf: [model("A"), model("B"), { type: "integer" as const }] } };
  let fine: unknown = 1;
  let wrong: unknown = "x";
  for (let depth = 0; depth < 60; depth += 1) {
    fine = { child: fine };
    wrong = { child: wrong };
  }
  assert.deepEqual(reading(ref("Any"), fine, "json", defs).value, fine);
  const { problems } = reading(ref("Any"), wrong, "json", defs);
  assert.ok(problems.length >= 1000 && problems.length < 10_000, String(problems.length));
});

test("the place given is the start of every problem's, is not changed and not shared", () => {
  const place = ["body", 3] as const;
  const problems: Problem[] = [];
  const node: SchemaNode = { type: "array", items: { type: "integer" } };
  compileReader({ node, defs: {} }, "json")(["x", "y"], place, problems);
  assert.deepEqual(
    problems.map(({ loc }) => loc),
    [
      ["body", 3, 0],
      ["body", 3, 1],
    ],
  );
  assert.deepEqual(place, ["body", 3]);
});

test("problems reported before are left alone", () => {
  const before: Problem = { type: "missing", loc: ["query", "q"], msg: "Field required", input: null };
  const problems = [before];
  const node: SchemaNode = { type: "array", items: { type: "integer" }, maxItems: 1, "x-flotilla": { native: "set" } };
  const read = compileReader({ node, defs: {} }, "json");
  assert.deepEqual(read([1], ["body"], problems), new Set([1]), "someone else's problem is not this value's");
  read([1, 2], ["body"], problems);
  assert.equal(problems[0], before);
  assert.equal(problems.length, 2);
});

test("what only the library can tell is read as it is", () => {
  const given = Symbol("x");
  assert.equal(reading({ type: "string", "x-flotilla": { opaque: true } }, given).value, given);
  assert.equal(reading({}, given).value, given);
  assert.deepEqual(outcomes({ not: { type: "string" } }, ["x"]), ["x"]);
});

test("keywords without a type say what they are about", () => {
  assert.deepEqual(outcomes({ minimum: 3 }, ["2"]), ["greater_than_equal"]);
  assert.deepEqual(outcomes({ minLength: 3 }, [5]), ["string_type"]);
  assert.deepEqual(outcomes({ items: { type: "integer" } }, ["x"]), ["list_type"]);
  assert.deepEqual(outcomes({ properties: {} }, ["x"]), ["model_attributes_type"]);
});

test("a reference to nothing is an error at start", () => {
  for (const name of ["#/$defs/None", "#/$defs/toString", "https://example.com/x"]) {
    const node = { type: "object" as const, properties: { a: { $ref: name } } };
    assert.throws(() => compileReader({ node, defs: {} }, "json"), SchemaError);
  }
});
