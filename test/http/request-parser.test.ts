import assert from "node:assert/strict";
import { test } from "node:test";
import { type ErrorCode, errorTable } from "../../src/core/errors.ts";
import { RequestParser } from "../../src/http/request-parser.ts";
import { defaultLimits } from "../../src/http/types.ts";
import { cutting, everyByte, readRequests } from "./kit.ts";

const HOST = "Host: a\r\n";
const get = (fields: string, line = "GET / HTTP/1.1"): string => `${line}\r\n${fields}\r\n`;
const post = (fields: string, body = ""): string => `POST / HTTP/1.1\r\n${HOST}${fields}\r\n${body}`;
const chunked = (body: string): string => post("Transfer-Encoding: chunked\r\n", body);
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

/** Rule, input, code, status. */
const refused: readonly (readonly [string, string, ErrorCode, number])[] = [
  // Line endings (RFC 9112 section 2.2).
  ["bare LF after the request line", `GET / HTTP/1.1\n${HOST}\r\n`, "bad_line_ending", 400],
  ["bare LF after a field line", get("Host: a\nX: y\r\n"), "bad_line_ending", 400],
  ["bare LF in a field name", get(`${HOST}X\n: y\r\n`), "bad_line_ending", 400],
  ["bare LF for the empty line", `GET / HTTP/1.1\r\n${HOST}\n`, "bad_line_ending", 400],
  ["bare LF before the request", `\nGET / HTTP/1.1\r\n${HOST}\r\n`, "bad_line_ending", 400],
  ["bare CR in a field value", get(`${HOST}X: a\rb\r\n`), "bad_line_ending", 400],
  ["CR CR LF after a field value", get(`${HOST}X: a\r\r\n`), "bad_line_ending", 400],
  ["bare CR for the empty line", `GET / HTTP/1.1\r\n${HOST}\rX\r\n`, "bad_line_ending", 400],
  ["bare CR in the request line", `GET /\rHTTP/1.1\r\n${HOST}\r\n`, "bad_request_line", 400],
  ["bare CR after the version", `GET / HTTP/1.1\rX: y\r\n${HOST}\r\n`, "bad_request_line", 400],
  ["CR CR LF after the version", `GET / HTTP/1.1\r\r\n${HOST}\r\n`, "bad_request_line", 400],
  ["two empty lines before a request", `\r\n\r\nGET / HTTP/1.1\r\n${HOST}\r\n`, "bad_request_line", 400],
  ["a bare CR before a request", `\rGET / HTTP/1.1\r\n${HOST}\r\n`, "bad_request_line", 400],

  // Request line (RFC 9112 section 3).
  ["NUL in the method", get(HOST, "G\0T / HTTP/1.1"), "bad_request_line", 400],
  ["separator in the method", get(HOST, "GE{T / HTTP/1.1"), "bad_request_line", 400],
  ["obs-text in the method", get(HOST, "G\xc9T / HTTP/1.1"), "bad_request_line", 400],
  ["no method", get(HOST, " / HTTP/1.1"), "bad_request_line", 400],
  ["two spaces after the method", get(HOST, "GET  / HTTP/1.1"), "bad_request_line", 400],
  ["two spaces before the version", get(HOST, "GET /  HTTP/1.1"), "bad_request_line", 400],
  ["a tab after the method", get(HOST, "GET\t/ HTTP/1.1"), "bad_request_line", 400],
  ["a tab before the version", get(HOST, "GET /\tHTTP/1.1"), "bad_target", 400],
  ["space after the version", get(HOST, "GET / HTTP/1.1 "), "bad_request_line", 400],
  ["HTTP/0.9", `GET /\r\n`, "bad_request_line", 400],
  ["no target", get(HOST, "GET HTTP/1.1"), "bad_request_line", 400],
  ["no version, one space", get(HOST, "GET / "), "bad_request_line", 400],
  ["a TLS ClientHello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "bad_request_line", 400],
  ["a SOCKS5 greeting", "\x05\x01\x00\r\n\r\n", "bad_request_line", 400],
  ["a response", "HTTP/1.1 200 OK\r\n\r\n", "bad_request_line", 400],

  // Version (RFC 9112 section 2.3).
  ["HTTP/2.0", get(HOST, "GET / HTTP/2.0"), "unsupported_version", 505],
  ["HTTP/1.2", get(HOST, "GET / HTTP/1.2"), "unsupported_version", 505],
  ["HTTP/0.9 as a version", get(HOST, "GET / HTTP/0.9"), "unsupported_version", 505],
  ["the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "unsupported_version", 505],
  ["lower-case version", get(HOST, "GET / http/1.1"), "bad_request_line", 400],
  ["version with two digits", get(HOST, "GET / HTTP/1.10"), "bad_request_line", 400],
  ["version with a leading zero", get(HOST, "GET / HTTP/01.1"), "bad_request_line", 400],
  ["version without a minor", get(HOST, "GET / HTTP/1"), "bad_request_line", 400],
  ["version with a comma", get(HOST, "GET / HTTP/1,1"), "bad_request_line", 400],
  ["another protocol", get(HOST, "GET / RTSP/1.0"), "bad_request_line", 400],

  // Request-target (RFC 9112 section 3.2).
  ["NUL in the target", get(HOST, "GET /\0 HTTP/1.1"), "bad_target", 400],
  ["DEL in the target", get(HOST, "GET /\x7f HTTP/1.1"), "bad_target", 400],
  ["obs-text in the target", get(HOST, "GET /\xe9 HTTP/1.1"), "bad_target", 400],
  ["a fragment in the target", get(HOST, "GET /a#b HTTP/1.1"), "bad_target", 400],
  ["a space in the target", get(HOST, "GET /a b HTTP/1.1"), "bad_request_line", 400],
  ["a target of no form", get(HOST, "GET a HTTP/1.1"), "bad_target", 400],
  ["`*` with another method than OPTIONS", get(HOST, "GET * HTTP/1.1"), "bad_target", 400],
  ["authority-form without CONNECT", get(HOST, "GET a:80 HTTP/1.1"), "bad_target", 400],
  ["CONNECT with origin-form", get(HOST, "CONNECT / HTTP/1.1"), "bad_target", 400],
  ["CONNECT without a port", get(HOST, "CONNECT a HTTP/1.1"), "bad_target", 400],
  ["CONNECT with an empty port", get("Host: a:\r\n", "CONNECT a: HTTP/1.1"), "bad_target", 400],
  ["CONNECT with a port too large", get("Host: a:65536\r\n", "CONNECT a:65536 HTTP/1.1"), "bad_target", 400],
  ["another scheme", get(HOST, "GET ftp://a/ HTTP/1.1"), "bad_target", 400],
  ["user information", get(HOST, "GET http://u:p@a/ HTTP/1.1"), "bad_target", 400],
  ["absolute-form without authority", get(HOST, "GET http:/// HTTP/1.1"), "bad_target", 400],
  ["backslashes for slashes", get(HOST, "GET http:\\\\a/ HTTP/1.1"), "bad_target", 400],

  // Field lines (RFC 9112 section 5).
  ["space before the colon", get(`${HOST}X : y\r\n`), "bad_header_name", 400],
  ["a tab before the colon", get(`${HOST}X\t: y\r\n`), "bad_header_name", 400],
  ["no colon", get(`${HOST}X\r\n`), "bad_header_name", 400],
  ["an empty name", get(`${HOST}: y\r\n`), "bad_header_name", 400],
  ["a separator in a name", get(`${HOST}X(: y\r\n`), "bad_header_name", 400],
  ["NUL in a name", get(`${HOST}X\0: y\r\n`), "bad_header_name", 400],
  ["obs-text in a name", get(`${HOST}X\xe9: y\r\n`), "bad_header_name", 400],
  ["space within a name", get(`${HOST}X Y: z\r\n`), "bad_header_name", 400],
  ["obs-fold with a space", get(`${HOST}X: y\r\n z\r\n`), "obsolete_line_folding", 400],
  ["obs-fold with a tab", get(`${HOST}X: y\r\n\tz\r\n`), "obsolete_line_folding", 400],
  ["white space before the first field", get(` ${HOST}`), "obsolete_line_folding", 400],
  ["a line of white space before the end", get(`${HOST} \r\n`), "obsolete_line_folding", 400],
  ["NUL in a value", get(`${HOST}X: a\0b\r\n`), "bad_header_value", 400],
  ["DEL in a value", get(`${HOST}X: a\x7fb\r\n`), "bad_header_value", 400],
  ["a vertical tab in a value", get(`${HOST}X: a\x0bb\r\n`), "bad_header_value", 400],
  ["a form feed before a value", get(`${HOST}X:\x0cb\r\n`), "bad_header_value", 400],

  // Content-Length (RFC 9110 section 8.6, RFC 9112 section 6.3).
  ["duplicate Content-Length", post("Content-Length: 1\r\nContent-Length: 1\r\n", "x"), "bad_content_length", 400],
  ["differing Content-Length", post("Content-Length: 1\r\ncontent-length: 2\r\n", "xx"), "bad_content_length", 400],
  ["a list of Content-Lengths", post("Content-Length: 1, 1\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with a plus", post("Content-Length: +1\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with a minus", post("Content-Length: -1\r\n", "x"), "bad_content_length", 400],
  ["hexadecimal Content-Length", post("Content-Length: 0x1\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with an underscore", post("Content-Length: 1_0\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with a fraction", post("Content-Length: 1.0\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with an exponent", post("Content-Length: 1e1\r\n", "x"), "bad_content_length", 400],
  ["Content-Length with a space within", post("Content-Length: 1 0\r\n", "x"), "bad_content_length", 400],
  ["an empty Content-Length", post("Content-Length:\r\n"), "bad_content_length", 400],
  ["a quoted Content-Length", post('Content-Length: "1"\r\n', "x"), "bad_content_length", 400],
  ["Content-Length of 2^53", post("Content-Length: 9007199254740992\r\n"), "bad_content_length", 400],
  ["Content-Length of 2^64", post("Content-Length: 18446744073709551616\r\n"), "bad_content_length", 400],
  ["Content-Length after 0xA0", post("Content-Length: \xa01\r\n", "x"), "bad_content_length", 400],

  // Transfer-Encoding (RFC 9112 sections 6.1 and 6.3).
  [
    "Content-Length, then Transfer-Encoding",
    post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    "ambiguous_length",
    400,
  ],
  [
    "Transfer-Encoding, then Content-Length",
    post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
    "ambiguous_length",
    400,
  ],
  [
    "Content-Length of 0 with Transfer-Encoding",
    post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    "ambiguous_length",
    400,
  ],
  ["an unknown coding", post("Transfer-Encoding: br\r\n"), "unknown_transfer_coding", 501],
  ["identity", post("Transfer-Encoding: identity\r\n"), "unknown_transfer_coding", 501],
  ["a stacked coding", post("Transfer-Encoding: gzip, chunked\r\n"), "unknown_transfer_coding", 501],
  ["chunked not last", post("Transfer-Encoding: chunked, gzip\r\n"), "unknown_transfer_coding", 501],
  ["chunked with a parameter", post("Transfer-Encoding: chunked;q=1\r\n"), "unknown_transfer_coding", 501],
  ["a name that begins with chunked", post("Transfer-Encoding: chunkedx\r\n"), "unknown_transfer_coding", 501],
  ["0xA0 after chunked", post("Transfer-Encoding: chunked\xa0\r\n", "0\r\n\r\n"), "unknown_transfer_coding", 501],
  ["0xA0 before chunked", post("Transfer-Encoding: \xa0chunked\r\n", "0\r\n\r\n"), "unknown_transfer_coding", 501],
  ["a quoted coding", post('Transfer-Encoding: "chunked"\r\n'), "unknown_transfer_coding", 501],
  ["chunked twice in a list", post("Transfer-Encoding: chunked, chunked\r\n"), "bad_transfer_encoding", 400],
  [
    "chunked twice in two lines",
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
    "bad_transfer_encoding",
    400,
  ],
  ["an empty list element", post("Transfer-Encoding: , chunked\r\n"), "bad_transfer_encoding", 400],
  ["an empty Transfer-Encoding", post("Transfer-Encoding:\r\n"), "bad_transfer_encoding", 400],
  [
    "Transfer-Encoding in HTTP/1.0",
    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "bad_transfer_encoding",
    400,
  ],

  // Host (RFC 9112 section 3.2).
  ["no Host", get(""), "bad_host", 400],
  ["two Hosts", get(`${HOST}Host: b\r\n`), "bad_host", 400],
  ["two equal Hosts", get(`${HOST}host: a\r\n`), "bad_host", 400],
  ["two Hosts in HTTP/1.0", get(`${HOST}Host: b\r\n`, "GET / HTTP/1.0"), "bad_host", 400],
  ["an empty Host", get("Host:\r\n"), "bad_host", 400],
  ["an empty Host in HTTP/1.0", get("Host: \r\n", "GET / HTTP/1.0"), "bad_host", 400],
  ["an empty Host after a good one", get(HOST) + get("Host:\r\n"), "bad_host", 400],
  ["only a port", get("Host: :80\r\n"), "bad_host", 400],
  ["a list of hosts", get("Host: a, b\r\n"), "bad_host", 400],
  ["a comma in Host", get("Host: a,b\r\n"), "bad_host", 400],
  ["user information in Host", get("Host: u@a\r\n"), "bad_host", 400],
  ["a path in Host", get("Host: a/b\r\n"), "bad_host", 400],
  ["a URL as Host", get("Host: http://a\r\n"), "bad_host", 400],
  ["space in Host", get("Host: a b\r\n"), "bad_host", 400],
  ["obs-text in Host", get("Host: a\xe9\r\n"), "bad_host", 400],
  ["a port that is no number", get("Host: a:b\r\n"), "bad_host", 400],
  ["a port with a sign", get("Host: a:+80\r\n"), "bad_host", 400],
  ["a port beyond 65535", get("Host: a:65536\r\n"), "bad_host", 400],
  ["a port of six digits", get("Host: a:000080\r\n"), "bad_host", 400],
  ["two ports", get("Host: a:80:80\r\n"), "bad_host", 400],
  ["an IPv6 address without brackets", get("Host: ::1\r\n"), "bad_host", 400],
  ["an open bracket", get("Host: [::1\r\n"), "bad_host", 400],
  ["a bracket with no address", get("Host: [:::]\r\n"), "bad_host", 400],
  ["an IPv6 zone", get("Host: [fe80::1%25eth0]\r\n"), "bad_host", 400],
  ["a broken escape in Host", get("Host: a%2\r\n"), "bad_host", 400],
  ["Host of 1025 bytes", get(`Host: ${"a".repeat(1025)}\r\n`), "bad_host", 400],
  ["absolute-form disagreeing with Host", get("Host: b\r\n", "GET http://a/ HTTP/1.1"), "bad_host", 400],
  ["absolute-form with another port", get("Host: a:80\r\n", "GET http://a:81/ HTTP/1.1"), "bad_host", 400],
  ["absolute-form without Host", get("", "GET http://a/ HTTP/1.1"), "bad_host", 400],
  ["CONNECT disagreeing with Host", get("Host: b:1\r\n", "CONNECT a:1 HTTP/1.1"), "bad_host", 400],

  // CONNECT has no content (RFC 9110 section 9.3.6).
  [
    "CONNECT with Content-Length",
    get("Host: a:1\r\nContent-Length: 1\r\n", "CONNECT a:1 HTTP/1.1"),
    "ambiguous_length",
    400,
  ],
  [
    "CONNECT with Transfer-Encoding",
    get("Host: a:1\r\nTransfer-Encoding: chunked\r\n", "CONNECT a:1 HTTP/1.1"),
    "ambiguous_length",
    400,
  ],

  // Expect (RFC 9110 section 10.1.1).
  ["an unknown expectation", post("Expect: 200-maybe\r\nContent-Length: 1\r\n"), "unsupported_expectation", 417],
  ["an expectation twice", post("Expect: 100-continue\r\nExpect: 100-continue\r\n"), "unsupported_expectation", 417],

  // Chunks (RFC 9112 section 7.1).
  ["a chunk size with a plus", chunked("+1\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk size with a minus", chunked("-1\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk size with an underscore", chunked("1_0\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk size with 0x", chunked("0x1\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["space before a chunk size", chunked(" 1\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["space after a chunk size", chunked("1 \r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["an empty chunk size", chunked("\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk size that is no number", chunked("g\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk size of 2^53", chunked("20000000000000\r\n"), "bad_chunk", 400],
  ["a chunk size of 2^64", chunked("10000000000000000\r\n"), "bad_chunk", 400],
  ["a chunk size of 2^64 + 1", chunked("10000000000000001\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a fraction as chunk size", chunked("1.0\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["NUL after a chunk size", chunked("1\0\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["bare LF after a chunk size", chunked("1\nx\r\n0\r\n\r\n"), "bad_line_ending", 400],
  ["bare CR in a chunk line", chunked("1\r;a\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["bare LF in a chunk extension", chunked("1;a\nx\r\n0\r\n\r\n"), "bad_line_ending", 400],
  ["missing CRLF after chunk data", chunked("1\r\nx0\r\n\r\n"), "bad_chunk", 400],
  ["bare LF after chunk data", chunked("1\r\nx\n0\r\n\r\n"), "bad_chunk", 400],
  ["bare CR after chunk data", chunked("1\r\nx\r0\r\n\r\n"), "bad_chunk", 400],
  ["another byte for the LF after chunk data", chunked("1\r\nx\rX0\r\n\r\n"), "bad_chunk", 400],
  ["another byte for the CR after chunk data", chunked("1\r\nxX\n0\r\n\r\n"), "bad_chunk", 400],
  ["chunk data longer than its size", chunked("1\r\nxy\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["an extension without a name", chunked("1;\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["an extension with an empty value", chunked("1;a=\r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["an unclosed quote in an extension", chunked('1;a="b\r\nx\r\n0\r\n\r\n'), "bad_chunk", 400],
  ["NUL in a quoted extension", chunked('1;a="\0"\r\nx\r\n0\r\n\r\n'), "bad_chunk", 400],
  ["space after an extension", chunked("1;a \r\nx\r\n0\r\n\r\n"), "bad_chunk", 400],
  ["a chunk line of 257 bytes", chunked(`1;${"a".repeat(254)}\r\nx\r\n0\r\n\r\n`), "bad_chunk", 400],

  // Trailers (RFC 9110 section 6.5.1, RFC 9112 section 7.1.2).
  ["bare LF in the trailer section", chunked("0\r\nX: y\n\r\n"), "bad_line_ending", 400],
  ["bare LF after the last chunk", chunked("0\r\n\n"), "bad_line_ending", 400],
  ["obs-fold in the trailer section", chunked("0\r\nX: y\r\n z\r\n\r\n"), "obsolete_line_folding", 400],
  ["a bad name in the trailer section", chunked("0\r\nX : y\r\n\r\n"), "bad_header_name", 400],
  ["NUL in a trailer value", chunked("0\r\nX: \0\r\n\r\n"), "bad_header_value", 400],
  ["bytes where the trailer section ends", chunked("0\r\n\rX\r\n"), "bad_line_ending", 400],
  ...[
    "Transfer-Encoding",
    "content-length",
    "Host",
    "Connection",
    "Authorization",
    "Trailer",
    "TE",
    "Content-Type",
  ].map((name): [string, string, ErrorCode, number] => [
    `${name} in the trailer section`,
    chunked(`0\r\n${name}: 1\r\n\r\n`),
    "bad_trailer",
    400,
  ]),
];

for (const [rule, input, code, status] of refused) {
  test(`${rule}: ${status} ${code}, wherever the input is cut`, () => {
    assert.equal(errorTable[code].status, status);
    const data = bytes(input);
    const whole = readRequests(data);
    assert.equal(whole.code, code);
    for (const cuts of cutting(data.length)) assert.deepEqual(readRequests(data, cuts), whole, `cut at ${cuts}`);
  });
}

test("a refused request ends everything: nothing after it is parsed", () => {
  const { messages, code } = readRequests(bytes(`${get("Host: a b\r\n")}${get(HOST)}`));
  assert.equal(code, "bad_host");
  assert.deepEqual(messages, []);
});

/** Over-long input costs time when cut everywhere: whole, in single bytes and around the limit. */
function assertLong(input: string, code: ErrorCode | null, status = 200): void {
  if (code !== null) assert.equal(errorTable[code].status, status);
  const data = bytes(input);
  const whole = readRequests(data);
  assert.equal(whole.code, code);
  const positions = [1, 100, 4095, 4096, 4097, 8190, 8191, 8192, 8193, 8194, 8195, 32_766, 32_767, 32_768, 32_769];
  for (const cut of positions) assert.deepEqual(readRequests(data, [cut]), whole, `cut at ${cut}`);
  assert.deepEqual(readRequests(data, everyByte(data.length)), whole, "in single bytes");
}

test("the request line has its limit exactly, for every reason it can be long", () => {
  const line = (length: number): string => `GET /${"a".repeat(length - 14)} HTTP/1.1`;
  assert.equal(line(8192).length, 8192);
  assertLong(get(HOST, line(8192)), null);
  assertLong(`\r\n${get(HOST, line(8192))}`, null);
  for (const over of [1, 2, 3, 8, 9, 10, 11, 12, 1000]) {
    assertLong(get(HOST, line(8192 + over)), "target_too_long", 414);
    assertLong(`\r\n${get(HOST, line(8192 + over))}`, "target_too_long", 414);
  }
  assertLong(`GET /${"a".repeat(9000)}`, "target_too_long", 414);
  assertLong(`GET /${"a".repeat(40_000)}\r\n`, "target_too_long", 414);
  assertLong(`${"A".repeat(9000)} / HTTP/1.1\r\n${HOST}\r\n`, "target_too_long", 414);
  assertLong(`${"A".repeat(9000)}\0`, "target_too_long", 414);
});

test("a fault in an over-long line is told if it stands before the limit, else the limit is", () => {
  assertLong(`GET /${"a".repeat(8000)}\0${"a".repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`, "bad_target", 400);
  assertLong(`GET /${"a".repeat(8200)}\0${"a".repeat(9000)} HTTP/1.1\r\n${HOST}\r\n`, "target_too_long", 414);
  assertLong(`GET / HTTP/1.1${"x".repeat(9000)}\r\n${HOST}\r\n`, "bad_request_line", 400);
  assertLong(get(`${HOST}X: ${"a".repeat(100)}\0${"a".repeat(40_000)}\r\n`), "bad_header_value", 400);
  assertLong(get(`${HOST}X: ${"a".repeat(33_000)}\0\r\n`), "head_too_large", 431);
});

test("the head has its limit exactly", () => {
  const head = (length: number): string => {
    const empty = get(`${HOST}X: \r\n`);
    return get(`${HOST}X: ${"a".repeat(length - empty.length)}\r\n`);
  };
  assertLong(head(32 * 1024), null);
  assertLong(head(32 * 1024 + 1), "head_too_large", 431);
  assertLong(head(32 * 1024 + 2), "head_too_large", 431);
  assertLong(head(64 * 1024), "head_too_large", 431);
  assertLong(get(`${HOST}${"A".repeat(40_000)}: b\r\n`), "head_too_large", 431);
  assertLong(get(HOST + "X: 0123456789\r\n".repeat(99)), null);
});

test("a head may have 100 field lines, not 101", () => {
  assertLong(get(HOST + "X: y\r\n".repeat(99)), null);
  assertLong(get(HOST + "X: y\r\n".repeat(100)), "too_many_headers", 431);
});

test("a trailer section has its limits exactly", () => {
  const trailers = (length: number): string => chunked(`0\r\nX: ${"a".repeat(length - 5)}\r\n\r\n`);
  assertLong(trailers(8 * 1024), null);
  assertLong(trailers(8 * 1024 + 1), "head_too_large", 431);
  assertLong(trailers(20_000), "head_too_large", 431);
  assertLong(chunked(`0\r\n${"A".repeat(20_000)}`), "head_too_large", 431);
  assertLong(chunked(`0\r\n${"X: y\r\n".repeat(100)}\r\n`), null);
  assertLong(chunked(`0\r\n${"X: y\r\n".repeat(101)}\r\n`), "too_many_headers", 431);
});

test("a chunk line has its limit exactly", () => {
  // 256 bytes with the CR.
  assertLong(chunked(`1;${"a".repeat(253)}\r\nx\r\n0\r\n\r\n`), null);
  assertLong(chunked(`1;${"a".repeat(254)}\r\nx\r\n0\r\n\r\n`), "bad_chunk", 400);
  assertLong(chunked("0".repeat(10_000)), "bad_chunk", 400);
});

/** Input that is accepted: what it means, cut anywhere. */
function accepted(input: string): ReturnType<typeof readRequests> {
  const data = bytes(input);
  const whole = readRequests(data);
  assert.equal(whole.code, null);
  for (const cuts of cutting(data.length)) assert.deepEqual(readRequests(data, cuts), whole, `cut at ${cuts}`);
  return whole;
}

test("a request keeps the order and case of its fields, without the white space around values", () => {
  const { messages, state } = accepted(
    "PoSt_1 /a/b?c=d?e HTTP/1.1\r\nhOsT: \t example.org:80 \t\r\nX-A:b  c\r\nX-Empty:\r\nX-Blank: \t \r\nx-a: \xe9\r\n\r\n",
  );
  assert.equal(state, "idle");
  assert.equal(messages.length, 1);
  assert.deepEqual(messages[0].head, {
    method: "PoSt_1",
    target: "/a/b?c=d?e",
    form: "origin",
    path: "/a/b",
    query: "c=d?e",
    minorVersion: 1,
    headers: ["hOsT", "example.org:80", "X-A", "b  c", "X-Empty", "", "X-Blank", "", "x-a", "\xe9"],
    authority: "example.org:80",
    framing: "none",
    contentLength: 0,
    keepAlive: true,
    expectContinue: false,
    upgrade: false,
  });
});

test("pipelined requests are each delivered once, with the bodies that are theirs", () => {
  const { messages, state } = accepted(
    post("Content-Length: 3\r\n", "abc") +
      get(HOST, "GET /2 HTTP/1.1") +
      chunked("2\r\nde\r\n1;a=b\r\nf\r\n0\r\nX: y\r\n\r\n") +
      `\r\n${post("Content-Length: 0\r\n")}` +
      get(HOST, "HEAD /5 HTTP/1.1"),
  );
  assert.equal(state, "idle");
  assert.deepEqual(
    messages.map(({ head, body, trailers, done }) => [head.method, head.path, head.framing, body, trailers, done]),
    [
      ["POST", "/", "length", "abc", [], true],
      ["GET", "/2", "none", "", [], true],
      ["POST", "/", "chunked", "def", ["X", "y"], true],
      ["POST", "/", "none", "", [], true],
      ["HEAD", "/5", "none", "", [], true],
    ],
  );
});

test("a message that ends the connection is the last: bytes after it are not parsed", () => {
  for (const last of [
    get(`${HOST}Connection: close\r\n`),
    get(`${HOST}Connection: x, CLOSE ,\r\n`),
    get(`${HOST}Connection: keep-alive\r\nConnection: close\r\n`),
    get("", "GET / HTTP/1.0"),
    get("Connection: keep-alive, close\r\n", "GET / HTTP/1.0"),
  ]) {
    const { messages, state, rest } = accepted(`${last}GET /\0`);
    assert.equal(messages.length, 1);
    assert.equal(messages[0].head.keepAlive, false);
    assert.equal(state, "closing");
    assert.equal(rest, "GET /\0");
  }
});

test("HTTP/1.0 persists only with keep-alive, and needs no Host", () => {
  const { messages, state } = accepted(
    get("Connection: Keep-Alive\r\n", "GET /1 HTTP/1.0") + get("", "GET /2 HTTP/1.0"),
  );
  assert.equal(state, "closing");
  assert.deepEqual(
    messages.map(({ head }) => [head.minorVersion, head.authority, head.keepAlive]),
    [
      [0, "", true],
      [0, "", false],
    ],
  );
});

test("one empty line before a request is forgiven, each time, and leaves the connection idle", () => {
  assert.equal(accepted(`\r\n${get(HOST)}\r\n${get(HOST)}`).messages.length, 2);
  assert.equal(accepted(`${post("Content-Length: 1\r\n", "x")}\r\n`).state, "idle");
  assert.equal(readRequests(bytes("\r\n")).state, "idle");
  assert.equal(readRequests(bytes("\r\nG")).state, "partial");
});

test("Expect: 100-continue is told only where a body follows, and not in HTTP/1.0", () => {
  const expects = (input: string): boolean => accepted(input).messages[0].head.expectContinue;
  assert.equal(expects(post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "x")), true);
  assert.equal(expects(post("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")), true);
  assert.equal(expects(post("Expect: 100-continue\r\nContent-Length: 0\r\n")), false);
  assert.equal(expects(post("Expect: 100-continue\r\n")), false);
  assert.equal(expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\nx"), false);
  // RFC 9110 section 10.1.1: an HTTP/1.0 request's expectation is ignored, an unknown one too.
  assert.equal(expects("POST / HTTP/1.0\r\nExpect: more\r\nContent-Length: 1\r\n\r\nx"), false);
});

test("an upgrade hands over the bytes that follow its request", () => {
  const { messages, state, rest } = accepted(
    `${get(`${HOST}Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n`)}\x81\x00GET`,
  );
  assert.equal(messages[0].head.upgrade, true);
  assert.equal(state, "switched");
  assert.equal(rest, "\x81\x00GET");
});

test("Upgrade is no upgrade unless Connection names it, nor in HTTP/1.0", () => {
  for (const input of [
    get(`${HOST}Upgrade: websocket\r\n`),
    get(`${HOST}Connection: upgrade\r\n`),
    get("Upgrade: websocket\r\nConnection: upgrade, keep-alive\r\n", "GET / HTTP/1.0"),
  ]) {
    assert.equal(accepted(input).messages[0].head.upgrade, false);
  }
});

test("the forms of a request-target", () => {
  const parts = (line: string, host: string): unknown[] => {
    const { form, path, query, authority } = accepted(get(`Host: ${host}\r\n`, line)).messages[0].head;
    return [form, path, query, authority];
  };
  assert.deepEqual(parts("GET /? HTTP/1.1", "a"), ["origin", "/", "", "a"]);
  assert.deepEqual(parts("GET //a//?b?c HTTP/1.1", "a"), ["origin", "//a//", "b?c", "a"]);
  assert.deepEqual(parts('GET /%zz|{}^"\\ HTTP/1.1', "a"), ["origin", '/%zz|{}^"\\', "", "a"]);
  assert.deepEqual(parts("GET http://a HTTP/1.1", "a"), ["absolute", "/", "", "a"]);
  assert.deepEqual(parts("GET HTTPS://A?b HTTP/1.1", "a"), ["absolute", "/", "b", "a"]);
  assert.deepEqual(parts("GET http://a:80/b?c HTTP/1.1", "A:80"), ["absolute", "/b", "c", "A:80"]);
  assert.deepEqual(parts("OPTIONS http://a HTTP/1.1", "a"), ["absolute", "*", "", "a"]);
  assert.deepEqual(parts("OPTIONS http://a/ HTTP/1.1", "a"), ["absolute", "/", "", "a"]);
  assert.deepEqual(parts("OPTIONS * HTTP/1.1", "a"), ["asterisk", "*", "", "a"]);
  assert.deepEqual(parts("CONNECT a:443 HTTP/1.1", "a:443"), ["authority", "a:443", "", "a:443"]);
  assert.deepEqual(parts("CONNECT [::1]:1 HTTP/1.1", "[::1]:1"), ["authority", "[::1]:1", "", "[::1]:1"]);
});

test("leading zeros change neither a Content-Length nor a chunk size", () => {
  const { messages } = accepted(
    post("Content-Length: 00000000000000000000002\r\n", "ab") +
      chunked("00000000000000000000A\r\n0123456789\r\n000000000000000000000000\r\n\r\n"),
  );
  assert.deepEqual(
    messages.map(({ body }) => body),
    ["ab", "0123456789"],
  );
});

test("a paused parser stops at the next piece, wherever its sink paused it", () => {
  const input = bytes(chunked("1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"));
  const told: string[] = [];
  const pause = (what: string): void => {
    told.push(what);
    parser.paused = true;
  };
  const parser: RequestParser = new RequestParser(defaultLimits, {
    onHead: () => pause("head"),
    onBody: (buffer, start, end) => pause(buffer.toString("latin1", start, end)),
    onEnd: () => pause("end"),
  });
  let at = 0;
  for (let calls = 1; at < input.length; calls++) {
    parser.paused = false;
    at = parser.execute(input, at, input.length);
    assert.equal(told.length, calls);
  }
  assert.deepEqual(told, ["head", "a", "bc", "end"]);
  assert.equal(parser.execute(input, 0, input.length), 0);
});
