import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomes, reading } from "./reading.ts";

test("an enum, a literal and a constant say what is expected, each with its own type", () => {
  const node = { enum: ["a", "it's", 'say "x"'] };
  assert.deepEqual(reading(node, "x").problems, [
    {
      type: "enum",
      loc: ["body"],
      msg: "Input should be 'a', \"it's\" or 'say \"x\"'",
      input: "x",
      ctx: { expected: "'a', \"it's\" or 'say \"x\"'" },
    },
  ]);
  assert.deepEqual(outcomes({ ...node, "x-flotilla": { literal: true } }, ["a", "x"]), ["a", "literal_error"]);
  assert.deepEqual(outcomes({ const: 3 }, [3, "3", 4]), [3, "literal_error", "literal_error"]);
  assert.equal(reading({ enum: [true, null, 2.5] }, "x").problems[0].msg, "Input should be True, None or 2.5");
});

test("in text, digits and words stand for numbers and booleans", () => {
  assert.deepEqual(outcomes({ enum: [1, 2] }, ["1", " 2 ", "3", "x"], "text"), [1, 2, "enum", "enum"]);
  assert.deepEqual(outcomes({ const: false }, ["false", "true"], "text"), [false, "literal_error"]);
  assert.deepEqual(outcomes({ enum: ["1", 1] }, ["1"], "text"), ["1"]);
  assert.deepEqual(outcomes({ enum: [null] }, ["null"], "text"), ["enum"]);
});

test("choices that are no plain values are the library's to compare", () => {
  assert.deepEqual(outcomes({ const: { a: 1 } }, [{ a: 1 }, 5]), [{ a: 1 }, 5]);
});
