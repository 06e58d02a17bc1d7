import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorCode } from "../../src/core/errors.ts";
import { ResponseParser } from "../../src/http/response-parser.ts";
import { defaultLimits, type Framing } from "../../src/http/types.ts";
import { cutting, everyByte, readResponses } from "./kit.ts";

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const ok = (fields: string, body = "", line = "HTTP/1.1 200 OK"): string => `${line}\r\n${fields}\r\n${body}`;
const length = (body: string): string => ok(`Content-Length: ${body.length}\r\n`, body);
const chunked = (body: string): string => ok("Transfer-Encoding: chunked\r\n", body);

/** Reads `input` cut in every way; the result must be one. */
function readings(input: string, methods?: readonly string[]): ReturnType<typeof readResponses> {
  const data = bytes(input);
  const whole = readResponses(data, [], methods);
  const ways = data.length > 5000 ? [[1], [4096], [8193], [32_768], everyByte(data.length)] : cutting(data.length);
  for (const cuts of ways) assert.deepEqual(readResponses(data, cuts, methods), whole, `cut at ${cuts}`);
  return whole;
}

const refused: readonly (readonly [string, string, ErrorCode])[] = [
  ["not HTTP", "220 mail.example ESMTP\r\n", "bad_request_line"],
  ["a request", "GET / HTTP/1.1\r\n\r\n", "bad_request_line"],
  ["garbage", "\0\xff\x16\x03garbage\r\n", "bad_request_line"],
  ["garbage with a bare LF", "garbage\n", "bad_request_line"],
  ["a body left over", `5\r\nhello\r\n${length("")}`, "bad_request_line"],
  ["an empty line before the status line", `\r\n${length("")}`, "bad_request_line"],
  ["HTTP/2.0", ok("", "", "HTTP/2.0 200 OK"), "bad_request_line"],
  ["HTTP/1.2", ok("", "", "HTTP/1.2 200 OK"), "bad_request_line"],
  ["HTTP/1.10", ok("", "", "HTTP/1.10 200 OK"), "bad_request_line"],
  ["a lower-case version", ok("", "", "http/1.1 200 OK"), "bad_request_line"],
  ["two spaces before the status", ok("", "", "HTTP/1.1  200 OK"), "bad_request_line"],
  ["a tab before the status", ok("", "", "HTTP/1.1\t200 OK"), "bad_request_line"],
  ["a status of two digits", ok("", "", "HTTP/1.1 20 OK"), "bad_request_line"],
  ["a status of four digits", ok("", "", "HTTP/1.1 2000 OK"), "bad_request_line"],
  ["a status below 100", ok("", "", "HTTP/1.1 099 OK"), "bad_request_line"],
  ["a status with a sign", ok("", "", "HTTP/1.1 +20 OK"), "bad_request_line"],
  ["a hexadecimal status", ok("", "", "HTTP/1.1 0x2 OK"), "bad_request_line"],
  ["no status", ok("", "", "HTTP/1.1 OK"), "bad_request_line"],
  ["a tab after the status", ok("", "", "HTTP/1.1 200\tOK"), "bad_request_line"],
  ["NUL in the reason", ok("", "", "HTTP/1.1 200 O\0K"), "bad_request_line"],
  ["bare CR in the reason", ok("", "", "HTTP/1.1 200 O\rK"), "bad_request_line"],
  ["bare LF after the status line", "HTTP/1.1 200 OK\nX: y\r\n\r\n", "bad_line_ending"],
  ["bare LF after a field line", ok("X: y\nZ: a\r\n"), "bad_line_ending"],
  ["bare LF for the empty line", "HTTP/1.1 200 OK\r\nX: y\r\n\n", "bad_line_ending"],
  ["bare CR in a value", ok("X: a\rb\r\n"), "bad_line_ending"],
  ["obs-fold", ok("X: a\r\n b\r\n"), "obsolete_line_folding"],
  ["space before the colon", ok("X : a\r\n"), "bad_header_name"],
  ["no colon", ok("X\r\n"), "bad_header_name"],
  ["NUL in a value", ok("X: \0\r\n"), "bad_header_value"],
  ["Content-Length twice", ok("Content-Length: 1\r\nContent-Length: 1\r\n", "x"), "bad_content_length"],
  ["two Content-Lengths", ok("Content-Length: 1\r\nContent-Length: 2\r\n", "x"), "bad_content_length"],
  ["a list of Content-Lengths", ok("Content-Length: 1, 1\r\n", "x"), "bad_content_length"],
  ["a negative Content-Length", ok("Content-Length: -1\r\n"), "bad_content_length"],
  ["Content-Length beyond 2^53", ok("Content-Length: 9007199254740992\r\n"), "bad_content_length"],
  ["Content-Length and chunked", ok("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "ambiguous_length"],
  ["chunked twice", ok("Transfer-Encoding: chunked, chunked\r\n"), "bad_transfer_encoding"],
  ["two Transfer-Encodings", ok("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"), "bad_transfer_encoding"],
  ["a coding before chunked", ok("Transfer-Encoding: gzip, chunked\r\n"), "unknown_transfer_coding"],
  ["0xA0 before chunked", ok("Transfer-Encoding: \xa0chunked\r\n"), "unknown_transfer_coding"],
  [
    "chunked in HTTP/1.0",
    ok("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "HTTP/1.0 200 OK"),
    "bad_transfer_encoding",
  ],
  ["a chunk size with 0x", chunked("0x1\r\nx\r\n0\r\n\r\n"), "bad_chunk"],
  ["a bare LF after chunk data", chunked("1\r\nx\n0\r\n\r\n"), "bad_chunk"],
  ["a forbidden trailer", chunked("0\r\nContent-Length: 1\r\n\r\n"), "bad_trailer"],
  ["a trailer that sets a cookie", chunked("0\r\nSet-Cookie: a=b\r\n\r\n"), "bad_trailer"],
  ["17 interim responses", "HTTP/1.1 100 Continue\r\n\r\n".repeat(17), "bad_request_line"],
  ["an interim response with a malformed field", `HTTP/1.1 103 Early\r\nX : y\r\n\r\n${length("")}`, "bad_header_name"],
  ["an over-long status line", `HTTP/1.1 200 ${"a".repeat(9000)}\r\n\r\n`, "head_too_large"],
  ["an over-long status line without end", `HTTP/1.1 200 ${"a".repeat(9000)}`, "head_too_large"],
  ["garbage without end", "a".repeat(40_000), "bad_request_line"],
  ["an over-long head", ok(`X: ${"a".repeat(33_000)}\r\n`), "head_too_large"],
  ["101 fields", ok("X: y\r\n".repeat(101)), "too_many_headers"],
];

for (const [what, input, code] of refused) {
  test(`${what}: ${code}, wherever the input is cut`, () => {
    assert.equal(readings(input).code, code);
  });
}

test("the status line: any three digits from 100, a reason with spaces and obs-text, an empty one or none", () => {
  const parts = (line: string): unknown[] => {
    const { status, reason, minorVersion } = readings(ok("Content-Length: 0\r\n", "", line)).messages[0].head;
    return [status, reason, minorVersion];
  };
  assert.deepEqual(parts("HTTP/1.1 200 OK"), [200, "OK", 1]);
  assert.deepEqual(parts("HTTP/1.0 599 a  b\t\xe9"), [599, "a  b\t\xe9", 0]);
  assert.deepEqual(parts("HTTP/1.1 999 "), [999, "", 1]);
  assert.deepEqual(parts("HTTP/1.1 404"), [404, "", 1]);
});

test("where a body ends (RFC 9112 section 6.3)", () => {
  const framing = (input: string, method = "GET"): [Framing, boolean] => {
    const { head } = readings(input, [method]).messages[0];
    return [head.framing, head.keepAlive];
  };
  assert.deepEqual(framing(length("abc")), ["length", true]);
  assert.deepEqual(framing(length("")), ["none", true]);
  assert.deepEqual(framing(chunked("0\r\n\r\n")), ["chunked", true]);
  assert.deepEqual(framing(ok("", "abc")), ["close", false]);
  assert.deepEqual(framing(ok("Connection: keep-alive\r\n", "abc")), ["close", false]);
  assert.deepEqual(framing(ok("Connection: close\r\nContent-Length: 1\r\n", "x")), ["length", false]);
  assert.deepEqual(framing(ok("Content-Length: 1\r\n", "x", "HTTP/1.0 200 OK")), ["length", false]);
  assert.deepEqual(framing(ok("Connection: keep-alive\r\nContent-Length: 1\r\n", "x", "HTTP/1.0 200 OK")), [
    "length",
    true,
  ]);
  for (const line of ["HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified"]) {
    assert.deepEqual(framing(ok("Content-Length: 5\r\n", "", line)), ["none", true]);
    assert.deepEqual(framing(ok("Transfer-Encoding: chunked\r\n", "", line)), ["none", true]);
    assert.deepEqual(framing(ok("", "", line)), ["none", true]);
  }
  assert.deepEqual(framing(ok("Content-Length: 5\r\n"), "HEAD"), ["none", true]);
  assert.deepEqual(framing(ok("Transfer-Encoding: chunked\r\n"), "HEAD"), ["none", true]);
  assert.deepEqual(framing(ok("", "tunnelled"), "CONNECT"), ["none", true]);
  assert.deepEqual(framing(ok("Content-Length: 2\r\n", "no", "HTTP/1.1 403 No"), "CONNECT"), ["length", true]);
});

test("responses in a row, to different methods, are told apart", () => {
  const { messages, state } = readings(
    length("abc") +
      ok("Content-Length: 9\r\n") +
      chunked("2;a=b\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n") +
      ok("ETag: x\r\nContent-Length: 3\r\n", "", "HTTP/1.1 304 Not Modified") +
      ok("Connection: close\r\n", "until the end\r\n\r\nHTTP/1.1 200 OK"),
    ["GET", "HEAD", "POST", "GET", "GET"],
  );
  assert.equal(state, "closing");
  assert.deepEqual(
    messages.map(({ head, body, trailers, done }) => [head.status, head.framing, body, trailers, done]),
    [
      [200, "length", "abc", [], true],
      [200, "none", "", [], true],
      [200, "chunked", "de", ["X-Sum", "1"], true],
      [304, "none", "", [], true],
      [200, "close", "until the end\r\n\r\nHTTP/1.1 200 OK", [], true],
    ],
  );
});

test("interim responses are heads only, whatever they declare, up to 16", () => {
  const interim = `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 5\r\n\r\n`;
  const { messages, state } = readings(interim + length("x"));
  assert.equal(state, "idle");
  assert.deepEqual(
    messages.map(({ head, body, done }) => [head.status, body, done]),
    [
      [100, "", false],
      [103, "", false],
      [200, "x", true],
    ],
  );
  assert.equal(readings("HTTP/1.1 100 Continue\r\n\r\n".repeat(16) + length("x")).messages.length, 17);
});

test("101 leaves HTTP with the bytes that follow", () => {
  const { messages, state, rest } = readings(
    ok("Upgrade: websocket\r\nConnection: upgrade\r\n", "\x81\x00HTTP", "HTTP/1.1 101 Switching Protocols"),
  );
  assert.deepEqual([messages[0].head.status, messages[0].done, state, rest], [101, true, "switched", "\x81\x00HTTP"]);
});

test("bytes after a response that ends the connection are not parsed", () => {
  const { messages, state, rest } = readings(`${ok("Connection: close\r\nContent-Length: 1\r\n", "x")}HTTP/1.1 200`);
  assert.deepEqual([messages.length, messages[0].body, state, rest], [1, "x", "closing", "HTTP/1.1 200"]);
});

test("the peer's close completes only what runs until close", () => {
  const closed = (input: string): boolean => {
    const parser = new ResponseParser(defaultLimits, { onHead: () => {}, onBody: () => {}, onEnd: () => {} });
    parser.execute(bytes(input), 0, input.length);
    return parser.close();
  };
  assert.equal(closed(""), true);
  assert.equal(closed(length("abc")), true);
  assert.equal(closed(ok("", "abc")), true);
  assert.equal(closed(ok("")), true);
  for (const input of [
    "H",
    "HTTP/1.1 200 OK\r\n",
    ok("Content-Length: 3\r\n", "ab"),
    chunked("2\r\nab"),
    chunked("2\r\nab\r\n"),
    chunked("2\r\nab\r\n0\r\n"),
    chunked("2\r\nab\r\n0\r\nX: y\r\n"),
    "HTTP/1.1 100 Continue\r\n\r\n",
    ok("X : y\r\n", "abc"),
  ]) {
    assert.equal(closed(input), false, JSON.stringify(input));
  }
});
