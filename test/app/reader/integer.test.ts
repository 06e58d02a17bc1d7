import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomes, reading } from "./reading.ts";

const integer = { type: "integer" } as const;

test("text becomes an integer through spaces, sign, leading zeros, underscores and a zero fraction", () => {
  const texts = [" 42\n", "+5", "-007", "1_000", "0_1", "42.000", "-0", "\u00a07\u2003"];
  assert.deepEqual(outcomes(integer, texts, "text"), [42, 5, -7, 1000, 1, 42, 0, 7]);
});

test("other text is no integer", () => {
  const texts = ["", "-", "+", "4 2", "1__0", "_1", "1_", "0x10", "1e3", "42.", "+-1", "\ufeff1", "0-1"];
  assert.deepEqual(
    outcomes(integer, texts, "text"),
    texts.map(() => "int_parsing"),
  );
});

test("an integer that a double can't hold is refused rather than changed", () => {
  assert.deepEqual(outcomes(integer, ["9007199254740991", "9007199254740992", "-9007199254740993"], "text"), [
    9007199254740991,
    "int_parsing_size",
    "int_parsing_size",
  ]);
  assert.deepEqual(outcomes(integer, [2 ** 53 - 1, 2 ** 53, 1e300, Number.NaN, Infinity]), [
    2 ** 53 - 1,
    "int_parsing_size",
    "int_parsing_size",
    "finite_number",
    "finite_number",
  ]);
});

test("4300 digits are looked at, more are not, and neither takes long", () => {
  const zeros = "0".repeat(4200);
  assert.deepEqual(
    outcomes(integer, [`${zeros}7`, "1".repeat(4301), "_".repeat(1e6), `${"1_".repeat(5e5)}1`], "text"),
    [7, "int_parsing_size", "int_parsing", "int_parsing"],
  );
});

test("strict takes numbers only", () => {
  const node = { ...integer, "x-flotilla": { strict: true } };
  assert.deepEqual(outcomes(node, [1, "1", true, 1.5]), [1, "int_type", "int_type", "int_from_float"]);
});

test("only the first bound that is broken is reported, in pydantic's order", () => {
  const node = { ...integer, multipleOf: 5, maximum: 10, exclusiveMaximum: 10, minimum: 20, exclusiveMinimum: 30 };
  assert.deepEqual(outcomes(node, [11, 15, 10, 5]), [
    "multiple_of",
    "less_than_equal",
    "less_than",
    "greater_than_equal",
  ]);
  assert.deepEqual(reading({ ...integer, exclusiveMinimum: 0.5 }, 0).problems, [
    {
      type: "greater_than",
      loc: ["body"],
      msg: "Input should be greater than 0.5",
      input: 0,
      ctx: { gt: 0.5 },
    },
  ]);
});
