import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RequestParser } from "../../src/http/request-parser.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits, type Parser } from "../../src/http/types.ts";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;
const sink = { onHead: () => {}, onBody: () => {}, onEnd: () => {} };

/** Heap bytes each of `count` parsers holds after `run`. */
function heldBy(count: number, run: (index: number) => Parser): number {
  gc();
  const before = process.memoryUsage().heapUsed;
  const parsers = Array.from({ length: count }, (_, i) => run(i));
  gc();
  const held = (process.memoryUsage().heapUsed - before) / count;
  assert.equal(parsers.length, count);
  return held;
}

function feed(parser: Parser, input: string, size: number): Parser {
  const data = Buffer.from(input, "latin1");
  for (let at = 0; at < data.length; at = parser.execute(data, at, Math.min(at + size, data.length)));
  assert.equal(parser.fault, null);
  // Not made ready for a next message: connections do that when its first byte comes.
  return parser;
}

const filler = `X: ${"a".repeat(20_000)}\r\n`;

test("after a request a parser keeps nothing of the head before: its texts are cut from one long string", () => {
  // Long enough to be cut and not copied, and another one for each connection, so that none is shared.
  const held = heldBy(500, (i) =>
    feed(
      new RequestParser(defaultLimits, sink),
      `PROPERTY-SEARCH-${i} /a/long/path/${i} HTTP/1.1\r\nHost: a-long-host-name-${i}.example.org\r\n${filler}\r\n`,
      65_536,
    ),
  );
  assert.ok(held < 4000, `${held} bytes a parser`);
});

test("after a chunked request a parser keeps nothing of the trailers", () => {
  const held = heldBy(500, (i) =>
    feed(
      new RequestParser(defaultLimits, sink),
      `POST / HTTP/1.1\r\nHost: host-number-${i}.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ${"a".repeat(8000)}\r\n\r\n`,
      65_536,
    ),
  );
  assert.ok(held < 4000, `${held} bytes a parser`);
});

test("after a response a parser keeps nothing of the head before", () => {
  const held = heldBy(500, (i) =>
    feed(
      new ResponseParser(defaultLimits, sink),
      `HTTP/1.1 200 A long reason phrase ${i}\r\nContent-Length: 0\r\n${filler}\r\n`,
      65_536,
    ),
  );
  assert.ok(held < 4000, `${held} bytes a parser`);
});

test("while a body comes a parser keeps nothing of its head", () => {
  const held = heldBy(500, (i) =>
    feed(
      new RequestParser(defaultLimits, sink),
      `POST /a/long/path/${i} HTTP/1.1\r\nHost: host-number-${i}.example\r\nContent-Length: 5\r\n${filler}\r\nabc`,
      65_536,
    ),
  );
  assert.ok(held < 4000, `${held} bytes a parser`);
});

test("a head that comes in single bytes is held in a few times its size", () => {
  const held = heldBy(100, () =>
    feed(new RequestParser(defaultLimits, sink), `GET / HTTP/1.1\r\nHost: a\r\n${filler.trimEnd()}`, 1),
  );
  assert.ok(held < 5 * filler.length, `${held} bytes a parser for ${filler.length}`);
});
