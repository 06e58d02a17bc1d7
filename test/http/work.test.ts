import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultLimits, type Parser } from "../../src/http/types.ts";

// Counted where the parsers make strings; they keep hold of the method, so this comes before them.
const prototype = Buffer.prototype as unknown as { latin1Slice(start: number, end: number): string };
const { latin1Slice } = prototype;
let converted = 0;
prototype.latin1Slice = function (start, end) {
  converted += end - start;
  return latin1Slice.call(this, start, end);
};
const { FieldLines } = await import("../../src/http/field-lines.ts");
const { RequestParser } = await import("../../src/http/request-parser.ts");
const { ResponseParser } = await import("../../src/http/response-parser.ts");

// What an attacker can make a parser do, counted, not timed: characters read by the field reader and bytes made strings.

interface Work {
  /** Bytes the field reader went over. */
  read: number;
  /** Bytes turned into strings. */
  converted: number;
}

function workOf(run: () => void): Work {
  const work: Work = { read: 0, converted: 0 };
  const { read } = FieldLines.prototype;
  FieldLines.prototype.read = function (bytes, start, end, base) {
    const after = read.call(this, bytes, start, end, base);
    work.read += (after < 0 ? end : after) - start;
    return after;
  };
  converted = 0;
  try {
    run();
  } finally {
    FieldLines.prototype.read = read;
    work.converted = converted;
  }
  return work;
}

const sink = { onHead: () => {}, onBody: () => {}, onEnd: () => {} };

/** Feeds `input` in pieces of `size` bytes; what is complete is left behind. */
function feed(parser: Parser, input: string, size: number): void {
  const data = Buffer.from(input, "latin1");
  for (let at = 0; at < data.length && parser.fault === null; ) {
    at = parser.execute(data, at, Math.min(at + size, data.length));
    if (parser.complete) parser.next();
  }
}

const requests = (): Parser => new RequestParser(defaultLimits, sink);
const responses = (): Parser => new ResponseParser(defaultLimits, sink);
const line = "GET / HTTP/1.1\r\nHost: a\r\n";
const chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

for (const [what, make, input] of [
  ["a head of one line", requests, `${line}X: ${"a".repeat(32_000)}\r\n\r\n`],
  ["a head of many lines", requests, `${line}${`X: ${"a".repeat(300)}\r\n`.repeat(90)}\r\n`],
  ["a head that never ends", requests, `${line}X: ${"a".repeat(33_000)}`],
  ["a request line that never ends", requests, `GET /${"a".repeat(9000)}`],
  ["a trailer section of one line", requests, `${chunked}0\r\nX: ${"a".repeat(8000)}\r\n\r\n`],
  ["a trailer section that never ends", requests, `${chunked}0\r\nX: ${"a".repeat(9000)}`],
  ["a response's head", responses, `HTTP/1.1 200 OK\r\nX: ${"a".repeat(32_000)}\r\n\r\n`],
  ["a status line that never ends", responses, `HTTP/1.1 200 ${"a".repeat(9000)}`],
] as const) {
  test(`${what}, byte by byte, is read about once`, () => {
    const { read, converted } = workOf(() => feed(make(), input, 1));
    assert.ok(read <= 2 * input.length, `${read} characters read of ${input.length}`);
    assert.ok(converted <= 2 * input.length, `${converted} bytes converted of ${input.length}`);
  });
}

test("64 KiB of the smallest requests at once: each is read once and made a string once", () => {
  const one = "GET / HTTP/1.1\r\nHost:a\r\n\r\n";
  const count = 2500;
  const { read, converted } = workOf(() => feed(requests(), one.repeat(count), 65_536));
  assert.ok(converted <= count * one.length + 16, `${converted} bytes converted`);
  assert.ok(read <= count * one.length, `${read} bytes read`);
});

test("of a body that comes with its head, nothing is looked at as a head", () => {
  const { converted } = workOf(() => {
    feed(requests(), `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n${"x".repeat(60_000)}`, 65_536);
  });
  assert.ok(converted <= 100, `${converted} bytes converted`);
});

test("tiny chunks: a size line is made a string once, the data never", () => {
  const count = 10_000;
  let told = 0;
  const parser = new RequestParser(defaultLimits, { ...sink, onBody: () => told++ });
  const { converted } = workOf(() => feed(parser, `${chunked}${"1\r\nx\r\n".repeat(count)}0\r\n\r\n`, 65_536));
  assert.equal(told, count);
  assert.equal(parser.fault, null);
  assert.ok(converted <= 100 + 3 * count, `${converted} bytes converted`);
});
