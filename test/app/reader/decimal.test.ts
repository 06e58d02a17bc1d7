import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomes, reading } from "./reading.ts";

const decimal = (annotation = {}, more = {}) => ({
  type: "string" as const,
  format: "decimal",
  "x-flotilla": annotation,
  ...more,
});

test("decimals stay text, exactly", () => {
  const digits = "0.1000000000000000000000000000000000001";
  assert.deepEqual(outcomes(decimal(), [digits, " 1_000.50 ", "1e-3", 1.5, 1e21, 1e-7]), [
    digits,
    "1000.50",
    "1e-3",
    "1.5",
    "1000000000000000000000",
    "0.0000001",
  ]);
});

test("what is no decimal, and what is not finite", () => {
  assert.deepEqual(outcomes(decimal(), ["x", "", ".", "1.2.3", "NaN", "-inf", true, null, "1".repeat(5000)]), [
    "decimal_parsing",
    "decimal_parsing",
    "decimal_parsing",
    "decimal_parsing",
    "finite_number",
    "finite_number",
    "decimal_type",
    "decimal_type",
    "decimal_parsing",
  ]);
});

test("digits and places count without the zeros at the end", () => {
  const node = decimal({ maxDigits: 5, decimalPlaces: 2 });
  assert.deepEqual(outcomes(node, ["123.45", "123.4500", "123456", "1.234", "1234.5", "1e4", "0.001"]), [
    "123.45",
    "123.4500",
    "decimal_max_digits",
    "decimal_max_places",
    "decimal_whole_digits",
    "decimal_whole_digits",
    "decimal_max_places",
  ]);
});

test("bounds and strict", () => {
  assert.deepEqual(outcomes(decimal({}, { minimum: 1 }), ["0.5", "1"]), ["greater_than_equal", "1"]);
  assert.deepEqual(outcomes(decimal({ strict: true }), [1, "1"]), ["decimal_type", "1"]);
});

test("ten thousand decimals of four thousand zeros are read at once, not after minutes", () => {
  const list = { type: "array" as const, items: decimal({ maxDigits: 4300 }) };
  const digits = `1${"0".repeat(4290)}1`;
  const { problems } = reading(
    list,
    Array.from({ length: 10_000 }, () => digits),
  );
  assert.deepEqual(problems, []);
});
