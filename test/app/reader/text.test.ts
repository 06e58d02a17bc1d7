import assert from "node:assert/strict";
import { test } from "node:test";
import { compileReader } from "../../../src/app/reader/reader.ts";
import { characterCount } from "../../../src/app/reader/text.ts";
import { SchemaError } from "../../../src/app/schema/node.ts";
import { outcomes, reading } from "./reading.ts";

test("characters are code points", () => {
  assert.deepEqual(
    ["", "a", "é", "😀", "a😀b", "\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"].map(characterCount),
    [0, 1, 1, 1, 3, 1, 2, 2],
  );
  const node = { type: "string", minLength: 2, maxLength: 3 } as const;
  assert.deepEqual(outcomes(node, ["😀", "😀😀", "😀😀😀", "😀😀😀😀"]), [
    "string_too_short",
    "😀😀",
    "😀😀😀",
    "string_too_long",
  ]);
});

test("one character, several characters", () => {
  const message = (minLength: number) => reading({ type: "string", minLength }, "").problems[0].msg;
  assert.equal(message(1), "String should have at least 1 character");
  assert.equal(message(2), "String should have at least 2 characters");
});

test("a pattern is searched for anywhere, with Unicode where it allows", () => {
  assert.deepEqual(outcomes({ type: "string", pattern: "b+" }, ["abc", "ac"]), ["abc", "string_pattern_mismatch"]);
  assert.deepEqual(outcomes({ type: "string", pattern: "^.$" }, ["😀"]), ["😀"]);
  assert.deepEqual(outcomes({ type: "string", pattern: "^a\\-b$" }, ["a-b"]), ["a-b"]);
});

test("what is no pattern is an error at start", () => {
  const node = { type: "string", pattern: "(" } as const;
  assert.throws(() => compileReader({ node, defs: {} }, "text"), SchemaError);
});

test("a format unknown to pydantic is left to the library, length and pattern are checked all the same", () => {
  const node = { type: "string", format: "hostname", maxLength: 3 } as const;
  assert.deepEqual(outcomes(node, ["a b", "abcd", 1]), ["a b", "string_too_long", "string_type"]);
  assert.deepEqual(
    outcomes({ type: "string", format: "uuid", pattern: "^0" }, ["6a2f41a3-c54c-fce8-32d2-0324e1c32e22"]),
    ["string_pattern_mismatch"],
  );
});
