import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { HTTPError } from "../../../src/app/http-error.ts";
import { parseUrlencoded } from "../../../src/app/inputs/urlencoded.ts";

test("pairs come in order, repeated and empty ones too", () => {
  const table: [string, [string, string][]][] = [
    ["", []],
    ["&&", []],
    ["a", [["a", ""]]],
    ["a=", [["a", ""]]],
    ["=", [["", ""]]],
    ["=a", [["", "a"]]],
    ["a=b=c", [["a", "b=c"]]],
    ["q=a&q=b&&q=", ["a", "b", ""].map((value) => ["q", value])],
    ["a;b=c", [["a;b", "c"]]],
    ["__proto__=1&constructor=2", [["__proto__", "1"], ["constructor", "2"]]], // biome-ignore format: one row a case
  ];
  for (const [text, pairs] of table) assert.deepEqual(parseUrlencoded(text), pairs, text);
});

test("names and values are decoded; what encodes nothing stands for itself", () => {
  const table: [string, string][] = [
    ["a+b%20c%2Bd", "a b c+d"],
    ["J%C3%B6rg", "Jörg"],
    ["%F0%9F%98%80", "😀"],
    ["Jörg", "Jörg"],
    ["%EF%BB%BFa", "\ufeffa"],
    ["%", "%"],
    ["%2", "%2"],
    ["%zz+%41", "%zz A"],
    ["%2%31", "%21"],
    ["%%34%31", "%41"],
    ["100%", "100%"],
    ["%C3", "\ufffd"],
    ["%C3%28", "\ufffd("],
    ["%ED%A0%80", "\ufffd\ufffd\ufffd"],
    ["%F0%9F%98x", "\ufffdx"],
    ["%00", "\0"],
  ];
  for (const [text, value] of table) assert.deepEqual(parseUrlencoded(`${text}=${text}`), [[value, value]], text);
});

test("one bad value changes nothing for the others", () => {
  assert.deepEqual(parseUrlencoded("a=%C3%B6&b=%C3&c=%C3%B6"), [
    ["a", "ö"],
    ["b", "\ufffd"],
    ["c", "ö"],
  ]);
});

/** Node 20 garbles text beyond ASCII beside a `%` that is no UTF-8: it gets that text percent-encoded. */
const reference = (text: string) => [...new URLSearchParams(text.replace(/[^\0-\x7f]+/g, encodeURIComponent))];

test("any text gives what URLSearchParams gives", () => {
  const piece = fc.oneof(
    fc.constantFrom("%", "&", "=", "+", "%C3", "%B6", "%2", "%00", "%F0%9F", "%98%80", "%ff", "?", "#", ";"),
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.integer({ min: 0, max: 255 }).map((byte) => `%${byte.toString(16).padStart(2, "0")}`),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      // URLSearchParams takes a "?" in front for the query's mark.
      const text = `x${pieces.join("")}`;
      assert.deepEqual(parseUrlencoded(text), reference(text));
    }),
    { numRuns: 2000 },
  );
});

test("the number of pairs is bounded, and empty ones do not count", () => {
  assert.equal(parseUrlencoded("a=1&&b=2&", 2).length, 2);
  const tooMany = new HTTPError(400, "Too many fields. Maximum number of fields is 2.");
  assert.throws(() => parseUrlencoded("a&b&c", 2), tooMany);
  assert.throws(() => parseUrlencoded("%&b&c", 2), tooMany);
  assert.throws(() => parseUrlencoded("a&".repeat(10_001)), /Maximum number of fields is 10000/);
});
