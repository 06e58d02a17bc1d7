import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomes } from "./reading.ts";

const boolean = { type: "boolean" } as const;

test("words of any case, 0 and 1 are booleans, other text and numbers are not", () => {
  assert.deepEqual(outcomes(boolean, ["YES", "off", "T", "n", 1, 0, true]), [
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
  assert.deepEqual(outcomes(boolean, ["ja", " true", "2", 2, -1, 0.5, null, "İ", "toString"]), [
    "bool_parsing",
    "bool_parsing",
    "bool_parsing",
    "bool_parsing",
    "bool_parsing",
    "bool_type",
    "bool_type",
    "bool_parsing",
    "bool_parsing",
  ]);
});

test("strict takes booleans only", () => {
  assert.deepEqual(outcomes({ ...boolean, "x-flotilla": { strict: true } }, [false, "true", 1]), [
    false,
    "bool_type",
    "bool_type",
  ]);
});
