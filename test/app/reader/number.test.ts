import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outcomes, reading } from "./reading.ts";

const number = { type: "number" } as const;

test("whatever JavaScript writes for a finite number is read as that number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.ok(Object.is(reading(number, String(value), "text").value, value === 0 ? 0 : value));
    }),
  );
});

test("text that JavaScript would take for a number, and Python would not, is none", () => {
  const texts = ["", " ", "0x10", "0b1", "0o7", ".", "e5", "1e", "1e+", "+", "1,5", "\ufeff1", "--1", "1.2.3"];
  assert.deepEqual(
    outcomes(number, texts, "text"),
    texts.map(() => "float_parsing"),
  );
});

test("NaN and the infinities need the schema's leave", () => {
  const texts = ["nan", "-NaN", "inf", "+Infinity", "-inf", "1e999"];
  assert.deepEqual(
    outcomes(number, texts, "text"),
    texts.map(() => "finite_number"),
  );
  const any = { ...number, "x-flotilla": { allowInfNan: true } };
  assert.deepEqual(outcomes(any, texts, "text"), [Number.NaN, Number.NaN, Infinity, Infinity, -Infinity, Infinity]);
  assert.deepEqual(outcomes({ ...any, maximum: 3 }, ["nan"], "text"), ["less_than_equal"]);
});

test("a multiple of a fraction is one within pydantic's tolerance", () => {
  assert.deepEqual(outcomes({ ...number, multipleOf: 0.1 }, [0.3, 1.1, 0.35]), [0.3, 1.1, "multiple_of"]);
});

test("bounds are written without an exponent and without a zero fraction", () => {
  const messages = [1e21, 1e-7, 3, 3.5].map((minimum) => reading({ ...number, minimum }, -1).problems[0].msg);
  assert.deepEqual(
    messages.map((message) => message.split(" ").at(-1)),
    ["1000000000000000000000", "0.0000001", "3", "3.5"],
  );
});
