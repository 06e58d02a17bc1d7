import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cachedFieldLines, chunkSize, fieldLines, lastChunk, statusLine } from "../../src/http/serialize.ts";
import { readRequests, readResponses } from "./kit.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const tchars = [..."!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
/** Names that mean nothing to a parser. */
const name = fc.array(fc.constantFrom(...tchars), { maxLength: 12 }).map((chars) => `X${chars.join("")}`);
const valueChar = fc.integer({ min: 0, max: 255 }).filter((code) => code === 9 || (code >= 32 && code !== 127));
/** Without white space around, which is no part of a value. */
const value = fc
  .array(valueChar, { maxLength: 30 })
  .map((codes) => String.fromCharCode(...codes).replace(/^[ \t]+|[ \t]+$/g, ""));
const list = fc.array(fc.tuple(name, value), { maxLength: 20 }).map((pairs) => pairs.flat());

test("a list of fields serialised and parsed is the same list, in requests, responses and trailers", () => {
  fc.assert(
    fc.property(list, (fields) => {
      const request = readRequests(bytes(`GET / HTTP/1.1\r\nHost: a\r\n${fieldLines(fields)}\r\n`));
      assert.deepEqual(request.messages[0]?.head.headers, ["Host", "a", ...fields]);
      const response = readResponses(bytes(`${statusLine(204)}${fieldLines(fields)}\r\n`));
      assert.deepEqual(response.messages[0]?.head.headers, fields);
      const chunked = `${statusLine(200)}Transfer-Encoding: chunked\r\n\r\n${lastChunk(fields)}`;
      assert.deepEqual(readResponses(bytes(chunked)).messages[0]?.trailers, fields);
    }),
    { numRuns: 2000 },
  );
});

test("a body serialised in chunks and parsed is the same body", () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(bodies, fc.nat(), (pieces, cut) => {
      const chunks = pieces.map((piece) => `${chunkSize(piece.length)}${Buffer.from(piece).toString("latin1")}\r\n`);
      const data = bytes(`${statusLine(200)}Transfer-Encoding: chunked\r\n\r\n${chunks.join("")}${lastChunk([])}`);
      const { messages, state } = readResponses(data, [cut % data.length]);
      assert.equal(state, "idle");
      assert.equal(messages[0].body, Buffer.concat(pieces).toString("latin1"));
    }),
    { numRuns: 1000 },
  );
});

test("any name and any value: refused, or one field line with no other character ending it", () => {
  const any = fc.string({ unit: "binary", maxLength: 12 });
  fc.assert(
    fc.property(any, any, (someName, someValue) => {
      let lines: string;
      try {
        lines = fieldLines([someName, someValue]);
      } catch (error) {
        assert.ok(error instanceof TypeError);
        return;
      }
      assert.match(lines, /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+: [\t\x20-\x7e\x80-\xff]*\r\n$/);
    }),
    { numRuns: 5000 },
  );
});

test("response splitting is refused in every place", () => {
  for (const bad of [
    "a\r\nSet-Cookie: b=c",
    "a\nb",
    "a\rb",
    "a\0b",
    "\x7f",
    "\x0b",
    "\u010a",
    "\u560d\u560a",
    "\ud83d\ude00",
  ]) {
    assert.throws(() => fieldLines(["X", bad]), TypeError, JSON.stringify(bad));
    assert.throws(() => fieldLines([bad, "x"]), TypeError, JSON.stringify(bad));
    assert.throws(() => cachedFieldLines(Object.freeze(["X", bad])), TypeError, JSON.stringify(bad));
    assert.throws(() => lastChunk(["X", bad]), TypeError, JSON.stringify(bad));
  }
  for (const bad of ["", " ", "a b", "a:", "X ", "\u00e9", "a\r\nb"])
    assert.throws(() => fieldLines([bad, "x"]), TypeError);
});

test("a name refused once is refused again, a name known stays one whatever came between", () => {
  for (let i = 0; i < 1200; i++) fieldLines([`X-Made-Up-${i}`, "a"]);
  for (let i = 0; i < 2; i++) assert.throws(() => fieldLines(["X\n", "a"]), TypeError);
  assert.equal(fieldLines(["X-After", "a", "X-Made-Up-1", ""]), "X-After: a\r\nX-Made-Up-1: \r\n");
});

test("the cache is for frozen lists only: a list that changes is rendered anew", () => {
  const fields = ["A", "1"];
  assert.equal(cachedFieldLines(fields), "A: 1\r\n");
  fields[1] = "2";
  assert.equal(cachedFieldLines(fields), "A: 2\r\n");
  const frozen = Object.freeze(["B", "1"]);
  assert.equal(cachedFieldLines(frozen), "B: 1\r\n");
  assert.equal(cachedFieldLines(frozen), "B: 1\r\n");
});

test("status lines are from 100 to 999, with a reason where one is registered", () => {
  assert.equal(statusLine(200), "HTTP/1.1 200 OK\r\n");
  assert.equal(statusLine(299), "HTTP/1.1 299 \r\n");
  for (const bad of [99, 1000, -1, 200.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => statusLine(bad), TypeError);
  }
});
