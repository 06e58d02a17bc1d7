import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestParser } from "../../src/http/request-parser.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits, type Limits } from "../../src/http/types.ts";
import { everyByte, Random, readRequests, readResponses, seed } from "./kit.ts";
import { RequestGenerator } from "./request-generator.ts";
import { responses } from "./response-generator.ts";

const cases = Number(process.env.CASES ?? 10_000);

/** Limits so small that generated input often meets them, in every order. */
function smallLimits(random: Random): Limits {
  return {
    maxLineBytes: 16 + random.below(30),
    maxHeadBytes: 40 + random.below(120),
    maxFields: 1 + random.below(6),
    maxChunkLineBytes: 4 + random.below(12),
    maxTrailerBytes: 4 + random.below(20),
  };
}

function cutsOf(random: Random, length: number): number[] {
  if (random.once(4)) return everyByte(length);
  return Array.from({ length: 1 + random.below(6) }, () => random.below(length + 1)).sort((x, y) => x - y);
}

// The line that the input breaks off in is ended: a fault in it is told with its end at the latest.
const ended = (input: string): Buffer => Buffer.from(`${input}\r\n\r\n`, "latin1");

test(`${cases} generated connections are read the same whole and cut at random, with any limits`, () => {
  const random = new Random(seed);
  const generator = new RequestGenerator(random);
  for (let i = 0; i < cases; i++) {
    const data = ended(generator.connection());
    const limits = random.once(2) ? smallLimits(random) : defaultLimits;
    const cuts = cutsOf(random, data.length);
    const what = (): string =>
      `seed ${seed}: ${JSON.stringify(data.toString("latin1"))} cut at ${cuts}, ${JSON.stringify(limits)}`;
    const [whole, cut] = [readRequests(data, [], limits), readRequests(data, cuts, limits)];
    if (JSON.stringify(whole) !== JSON.stringify(cut)) assert.deepEqual(cut, whole, what());
  }
});

test(`${cases} generated response streams are read the same whole and cut at random, with any limits`, () => {
  const random = new Random(seed);
  for (let i = 0; i < cases; i++) {
    const { input, methods } = responses(random);
    const data = ended(input);
    const limits = random.once(2) ? smallLimits(random) : defaultLimits;
    const cuts = cutsOf(random, data.length);
    const what = (): string =>
      `seed ${seed}: ${JSON.stringify(data.toString("latin1"))} cut at ${cuts}, ${JSON.stringify(limits)}`;
    const [whole, cut] = [readResponses(data, [], methods, limits), readResponses(data, cuts, methods, limits)];
    if (JSON.stringify(whole) !== JSON.stringify(cut)) assert.deepEqual(cut, whole, what());
  }
});

test("bytes of any kind are read or refused, never thrown at", () => {
  const random = new Random(seed);
  for (let i = 0; i < cases; i++) {
    const data = Buffer.from(Array.from({ length: random.below(60) }, () => random.below(256)));
    const prefix = random.pick([
      "",
      "GET / HTTP/1.1\r\nHost: a\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]);
    readRequests(Buffer.concat([Buffer.from(prefix), data]), cutsOf(random, data.length));
    readResponses(
      Buffer.concat([Buffer.from(prefix.replace(/^.*\r\n/, "HTTP/1.1 200 OK\r\n")), data]),
      cutsOf(random, data.length),
    );
  }
});

test("a parser that refused is not between messages, whether the input came whole or in bytes", () => {
  const sink = { onHead: () => {}, onBody: () => {}, onEnd: () => {} };
  for (const size of [1, 100]) {
    const request = new RequestParser(defaultLimits, sink);
    const response = new ResponseParser(defaultLimits, sink);
    for (const [parser, input] of [
      [request, "GET /x y HTTP/1.1\r\n\r\n"],
      [response, "HTTQ/1.1 200 OK\r\n\r\n"],
    ] as const) {
      const data = Buffer.from(input);
      for (let at = 0; at < data.length && parser.fault === null; ) {
        at = parser.execute(data, at, Math.min(at + size, data.length));
      }
      assert.notEqual(parser.fault, null);
      assert.equal(parser.idle, false, `pieces of ${size}`);
    }
    assert.equal(response.close(), false);
  }
});
