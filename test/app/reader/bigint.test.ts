import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outcomes, reading } from "./reading.ts";

const bigint = { type: "integer", "x-flotilla": { native: "bigint" } } as const;

test("digits of any number are read exactly", () => {
  fc.assert(
    fc.property(fc.bigInt(), (value) => {
      assert.equal(reading(bigint, String(value), "text").value, value);
    }),
  );
});

test("numbers and bigints are read, fractions are not", () => {
  assert.deepEqual(outcomes(bigint, [7, 10n ** 30n, true, 1.5, Number.NaN, [], "x", "1".repeat(4301)]), [
    7n,
    10n ** 30n,
    1n,
    "int_from_float",
    "finite_number",
    "int_type",
    "int_parsing",
    "int_parsing_size",
  ]);
});

test("bounds hold beyond what doubles tell apart", () => {
  const node = { ...bigint, maximum: 2 ** 53, multipleOf: 2 };
  assert.deepEqual(outcomes(node, ["9007199254740992", "9007199254740994", "9007199254740993", "1"], "text"), [
    2n ** 53n,
    "less_than_equal",
    "multiple_of",
    "multiple_of",
  ]);
});
