import assert from "node:assert/strict";
import { test } from "node:test";
import { FieldFilter } from "../../src/balancer/proxy/hop-by-hop.ts";
import { fieldTable } from "../../src/http/field-table.ts";
import { headFields, headText, headValue } from "../../src/http/parsed-head.ts";
import { forwardHead, type RequestHead, requestValue } from "../../src/http/request-head.ts";
import { RequestParser } from "../../src/http/request-parser.ts";
import { type ResponseHead, relay } from "../../src/http/response-head.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits } from "../../src/http/types.ts";
import { everyByte, pieces, Random, readRequests, seed } from "./kit.ts";
import { text, ValidGenerator } from "./valid-generator.ts";

/** The head of the first request in `input`, which comes in pieces. */
function requestHead(input: string, cuts: readonly number[] = []): RequestHead {
  const heads: RequestHead[] = [];
  const parser = new RequestParser(defaultLimits, { onHead: (head) => heads.push(head), onBody() {}, onEnd() {} });
  for (const piece of pieces(Buffer.from(input, "latin1"), cuts)) {
    for (let at = 0; at < piece.length && !parser.complete; ) at = parser.execute(piece, at, piece.length);
  }
  assert.equal(parser.fault, null);
  return heads[0];
}

const filter = new FieldFilter(["host", "x-gone"], ["x-care"]);
const get = (lines: string, line = "GET /a?b HTTP/1.1") => `${line}\r\n${lines}\r\n`;

for (const [what, lines, expected] of [
  ["nothing but Host", "Host: a\r\n", ""],
  ["all go on", "A: 1\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n"],
  ["the first is dropped", "X-Gone: 1\r\nB: 2\r\nC: 3\r\n", "B: 2\r\nC: 3\r\n"],
  ["one in the middle is dropped", "A: 1\r\nx-gone: 1\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n"],
  ["the last is dropped", "A: 1\r\nB: 2\r\nX-GONE: 1\r\n", "A: 1\r\nB: 2\r\n"],
  ["two in a row are dropped", "A: 1\r\nTE: x\r\nX-Gone: 1\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n"],
  ["a name as long, of the same first letter, goes on", "X-Game: 1\r\n", "X-Game: 1\r\n"],
  ["white space is made one space", "A:1\r\nB:\t 2 \t\r\nC:  3\r\nD:\r\n", "A: 1\r\nB: 2\r\nC: 3\r\nD: \r\n"],
  [
    "what belongs to the connection",
    "Connection: keep-alive\r\nKeep-Alive: 5\r\nProxy-Connection: x\r\nA: 1\r\n",
    "A: 1\r\n",
  ],
  ["a length with zeros", "Content-Length: 005\r\nA: 1\r\n", "Content-Length: 5\r\nA: 1\r\n"],
  ["a length of nothing", "Content-Length: 0\r\nA: 1\r\n", "Content-Length: 0\r\nA: 1\r\n"],
  ["a coding", "A: 1\r\nTransfer-Encoding: chunked\r\nB: 2\r\n", "A: 1\r\nB: 2\r\n"],
] as const) {
  test(`a request's head for the next hop: ${what}`, () => {
    const host = lines.startsWith("Host") ? "" : "Host: a\r\n";
    const head = requestHead(get(host + lines));
    assert.equal(forwardHead(head, "/a?b", "Added: x\r\n", filter), `GET /a?b HTTP/1.1\r\nAdded: x\r\n${expected}\r\n`);
    // The same when another head has been read since, and with another target.
    requestHead(get("Host: b\r\nOther: 1\r\nLines: 2\r\n"));
    assert.equal(forwardHead(head, "/z", "", filter), `GET /z HTTP/1.1\r\n${expected}\r\n`);
  });
}

test("an HTTP/1.0 request goes on as HTTP/1.1", () => {
  const head = requestHead(get("A: 1\r\n", "GET /a HTTP/1.0"));
  assert.equal(forwardHead(head, "/a", "", filter), "GET /a HTTP/1.1\r\nA: 1\r\n\r\n");
});

test("a Connection that names fields, and a field to be looked at, are left to somebody else", () => {
  assert.equal(forwardHead(requestHead(get("Host: a\r\nConnection: close, A\r\nA: 1\r\n")), "/", "", filter), null);
  assert.equal(forwardHead(requestHead(get("Host: a\r\nX-Care: 1\r\n")), "/", "", filter), null);
});

test("any valid request forwarded with all its fields reads the same, wherever it was cut", () => {
  const random = new Random(seed);
  const generator = new ValidGenerator(random);
  const all = { concerns: () => false, keeps: () => true };
  let forwarded = 0;
  for (let i = 0; i < 3000; i++) {
    const input = text(generator.request());
    const head = requestHead(input, random.once(3) ? everyByte(input.length) : [random.below(input.length)]);
    // One of HTTP/1.0 may have none.
    const host = head.hasHost ? "" : "Host: a\r\n";
    const out = forwardHead(head, head.target, host, all);
    if (out === null) continue;
    forwarded++;
    const [first] = readRequests(Buffer.from(`${out}`, "latin1")).messages;
    const kept = (list: readonly string[]): string[] =>
      list.filter((_, at) => !/^(?:connection|transfer-encoding|content-length)$/i.test(list[at & ~1]));
    if (first === undefined) assert.fail(`${JSON.stringify(input)} became ${JSON.stringify(out)}`);
    assert.deepEqual(kept(first.head.headers).slice(head.hasHost ? 0 : 2), kept(headFields(head)));
    assert.deepEqual([first.head.method, first.head.target], [head.method, head.target]);
  }
  assert.ok(forwarded > 2000, `${forwarded} forwarded`);
});

test("the table's fields are asked for once, and found again when another head has taken it over", () => {
  const head = requestHead(get("Host: a\r\nCookie: x=1\r\nAccept: y\r\ncookie: z=2\r\nACCEPT: w\r\n"));
  const { generation } = fieldTable;
  assert.equal(requestValue(head, "cookie"), "x=1; z=2");
  assert.equal(fieldTable.generation, generation);
  requestHead(get("Host: b\r\nAccept: other\r\n"));
  assert.equal(requestValue(head, "accept"), "y, w");
  assert.equal(requestValue(head, "host"), "a");
  assert.equal(requestValue(head, "missing"), undefined);
});

/** Runs `use` on the head of a response while it is being read. */
function onResponse(
  input: string,
  use: (head: ResponseHead, buffer: Buffer) => void,
  cuts: readonly number[] = [],
): ResponseHead {
  const heads: ResponseHead[] = [];
  let current: Buffer = Buffer.alloc(0);
  const parser = new ResponseParser(defaultLimits, {
    onHead: (head) => {
      heads.push(head);
      use(head, current);
    },
    onBody() {},
    onEnd() {},
  });
  for (const piece of pieces(Buffer.from(input, "latin1"), cuts)) {
    current = piece;
    parser.execute(piece, 0, piece.length);
    piece.fill(0xaa);
  }
  assert.equal(parser.fault, null);
  return heads[0];
}

for (const [what, lines, expected] of [
  ["as it came", "A:1\r\nContent-Length: 2\r\nB:  2\r\n", null],
  ["as it came, regular", "A: 1\r\nContent-Length: 2\r\nB: 2\r\n", "A: 1\r\nContent-Length: 2\r\nB: 2\r\n"],
  ["without the first", "Connection: keep-alive\r\nContent-Length: 2\r\n", "Content-Length: 2\r\n"],
  ["without the last", "Content-Length: 2\r\nKeep-Alive: timeout=5\r\n", "Content-Length: 2\r\n"],
  ["without two in a row", "A: 1\r\nConnection: x-close\r\nContent-Length: 2\r\n", null],
  [
    "without several",
    "X-Gone: 1\r\nA: 1\r\nTE: 2\r\nTrailer: 3\r\nContent-Length: 2\r\nX-gone: 4\r\n",
    "A: 1\r\nContent-Length: 2\r\n",
  ],
  ["a length with zeros is written anew", "Content-Length: 02\r\n", null],
  ["a field to be looked at", "Content-Length: 2\r\nX-Care: 1\r\n", null],
] as const) {
  test(`a response passed on: ${what}`, () => {
    const input = `HTTP/1.1 203 Well Then\r\n${lines}\r\nok`;
    let seen: string | null = "";
    const head = onResponse(input, (response, buffer) => {
      seen = relay(response, filter, false, buffer, buffer.length - 2, buffer.length);
    });
    const start = `HTTP/1.1 203 Well Then\r\n${expected}\r\n`;
    assert.equal(seen, expected === null ? null : `${start}ok`);
    if (expected !== null) assert.equal(head.relayedHead, start.length);
  });
}

test("a lone Connection: keep-alive is passed on where it holds for the client too", () => {
  const passed = (lines: string, persists: boolean): string | null => {
    const input = `HTTP/1.1 200 OK\r\n${lines}Content-Length: 2\r\n\r\nok`;
    let out: string | null = "";
    onResponse(input, (response, buffer) => {
      out = relay(response, filter, persists, buffer, buffer.length - 2, buffer.length);
    });
    return out === input ? "as it came" : out;
  };
  const without = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  assert.equal(passed("Connection: keep-alive\r\n", true), "as it came");
  assert.equal(passed("Connection: keep-alive\r\n", false), without);
  assert.equal(passed("Connection:keep-alive\r\n", true), without);
  for (const value of ["close", "Keep-Alive", "keep-alive, close", "upgrade"]) {
    assert.equal(passed(`Connection: ${value}\r\n`, true), without);
  }
  assert.equal(passed("Connection: keep-alive\r\nConnection: keep-alive\r\n", true), without);
  assert.equal(
    passed("Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n", true),
    `HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok`,
  );
});

test("a response is passed on only while its input is there, and with a body that follows in the same input", () => {
  const input = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const head = onResponse(input, (response, buffer) => {
    assert.equal(relay(response, filter, false, Buffer.from(input), input.length - 2, input.length), null);
    assert.equal(relay(response, filter, false, buffer, input.length - 1, input.length), null);
  });
  onResponse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", () => {});
  assert.equal(relay(head, filter, false, null, 0, 0), null);
  assert.throws(() => headText(head), /was not kept/);
  assert.throws(() => headFields(head), /was not kept/);
  // One that came in two reads is not with its body.
  const cut = input.length - 4;
  onResponse(input, (response, buffer) => assert.equal(relay(response, filter, false, buffer, 2, 4), null), [cut]);
});

test("a response's head that somebody asked for lasts", () => {
  const head = onResponse("HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n", (response) => headText(response));
  onResponse("HTTP/1.1 200 OK\r\nB: 2\r\nContent-Length: 0\r\n\r\n", () => {});
  assert.deepEqual(headFields(head), ["A", "1", "Content-Length", "0"]);
  assert.equal(headValue(head, "a"), "1");
});
