// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how these files refer to variables
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDotenv } from "../../../src/app/environment/dotenv.ts";
import { UsageError } from "../../../src/core/errors.ts";

const read = (text: string, outer: Record<string, string> = {}) =>
  Object.fromEntries(parseDotenv(text, ".env", (name) => (Object.hasOwn(outer, name) ? outer[name] : undefined)));

test("reads what python-dotenv reads", () => {
  // What python-dotenv 1.2.4 made of each.
  for (const [text, values] of [
    ["A=1", { A: "1" }],
    ["A = 1 ", { A: "1" }],
    ["export A=1", { A: "1" }],
    ["A='x # y'", { A: "x # y" }],
    ['A="x # y" # c', { A: "x # y" }],
    ["A=x # y", { A: "x" }],
    ["A=x#y", { A: "x#y" }],
    ["A=", { A: "" }],
    ["A=\nB=2", { A: "", B: "2" }],
    ['A=""', { A: "" }],
    ["#A=1", {}],
    ['A="a\\nb\\tc\\"d"', { A: 'a\nb\tc"d' }],
    ["A='a\\nb\\'c'", { A: "a\\nb'c" }],
    ['A="multi\nline"\nB=2', { A: "multi\nline", B: "2" }],
    ["A=${HOME_X:-def}", { A: "def" }],
    ["B=1\nA=${B}x", { B: "1", A: "1x" }],
    ['A="${B}"\nB=2', { A: "", B: "2" }],
    ["A=$B", { A: "$B" }],
    ["1A=2", { "1A": "2" }],
    ["A-B=2", { "A-B": "2" }],
    ["A.B=3", { "A.B": "3" }],
    [" A=1", { A: "1" }],
    ["\ufeffA=1", { A: "1" }],
    ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
    ["A=a\\nb", { A: "a\\nb" }],
    ["A=  spaced out  ", { A: "spaced out" }],
    ['A="\\u00e9\\x41\\\\"', { A: "\\u00e9\\x41\\" }],
    ["A=1\nA=2", { A: "2" }],
    ["A=`x`", { A: "`x`" }],
    ['A="a\\qb"', { A: "a\\qb" }],
    ["", {}],
    ["\n\n  \n# only comments\n", {}],
  ] as const) {
    assert.deepEqual(read(text), values, JSON.stringify(text));
  }
});

test("names are looked up in the file first, then outside; single quotes replace nothing", () => {
  assert.deepEqual(read("A=${X}\nX=in\nB=${X}\nC='${X}'", { X: "out" }), { A: "out", X: "in", B: "in", C: "${X}" });
  assert.deepEqual(read("A=${B}", { B: "${C}\\n", C: "never" }), { A: "${C}\\n" });
  assert.deepEqual(read("__proto__=1\nA=${__proto__}"), JSON.parse('{"__proto__":"1","A":"1"}'));
  assert.deepEqual(read("A=${toString:-none}"), { A: "none" });
});

test("a line that says nothing sensible is named with file and line", () => {
  for (const [text, message] of [
    ["A=1\nB\n", '.env:2: the line is no NAME=value; write "#" before a comment'],
    ["A: 1", ".env:1: the line is no NAME=value"],
    ["=1", ".env:1: the line is no NAME=value"],
    ['A="x"y', ".env:1: A: something follows the value's closing \""],
    ["\n\nA='x\nB=2", ".env:3: A: the value's ' has no end"],
    ["just words here = 1", ".env:1: the line is no NAME=value"],
  ]) {
    assert.throws(
      () => read(text),
      (error: Error) => error instanceof UsageError && error.message.startsWith(message),
      text,
    );
  }
});

test("whatever is quoted comes back", () => {
  const quoted = (value: string) => `"${value.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r")}"`;
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), fc.string({ unit: "grapheme" })), (values) => {
      const free = Object.fromEntries(Object.entries(values).filter(([, value]) => !value.includes("${")));
      const text = Object.entries(free).map(([name, value]) => `${name}=${quoted(value)}`);
      assert.deepEqual(read(text.join("\n")), { ...free });
    }),
  );
});

test("never anything but a map or a UsageError, and in linear time", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("A", "=", '"', "'", "\\", "\n", " ", "#", "$", "{", "}", ":-") }),
      (text) => {
        try {
          read(text);
        } catch (error) {
          assert.ok(error instanceof UsageError);
        }
      },
    ),
  );
  for (const part of ['A="\\', "A=${", "A= #", "A='", " ", "${A:-${"]) {
    try {
      read(part.repeat(100_000));
    } catch (error) {
      assert.ok(error instanceof UsageError);
    }
  }
});
