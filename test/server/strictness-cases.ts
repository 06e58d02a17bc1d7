import type { ErrorCode } from "../../src/core/errors.ts";

/** One way to break a request, what it is called in docs/server.md and the one answer it gets. */
export interface StrictnessCase {
  readonly rule: string;
  readonly code: ErrorCode;
  /** Requests (latin-1) that break the rule, each in another way. */
  readonly inputs: readonly string[];
}

const get = (fields: string) => `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const line = (first: string) => `${first}\r\nHost: a\r\n\r\n`;
const host = (fields: string, version = "1.1") => `GET / HTTP/${version}\r\n${fields}\r\n`;
const chunked = (body: string) => `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const controls = ["\0", "\x01", "\x0b", "\x7f"];

export const strictnessCases: readonly StrictnessCase[] = [
  {
    rule: "bare LF as a line ending, CR without LF",
    code: "bad_line_ending",
    inputs: [
      "GET / HTTP/1.1\nHost: a\n\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      get("b: c\n"),
      get("b: c\rd: e\r\n"),
      get("b:\rc\r\n"),
      "GET / HTTP/1.1\r\nHost: a\r\n\rb",
      chunked("1\nx\r\n0\r\n\r\n"),
    ],
  },
  {
    rule: "request line that is not method, one space, target, one space, version",
    code: "bad_request_line",
    inputs: [
      line("GET  / HTTP/1.1"),
      line("GET /  HTTP/1.1"),
      line(" GET / HTTP/1.1"),
      line("GET\t/ HTTP/1.1"),
      line("GET / HTTP/1.1 "),
      line("GET /"),
      line("G(T / HTTP/1.1"),
      line("GET / http/1.1"),
      line("GET / HTTP/11"),
      line("GET / ICE/1.0"),
      `\r\n\r\n${get("")}`,
    ],
  },
  {
    rule: "character that no target has (controls, space, quotes, `#`, bytes past ASCII), target of no form its method allows, user information",
    code: "bad_target",
    inputs: [
      line("GET /\0 HTTP/1.1"),
      line("GET /\xe9 HTTP/1.1"),
      line("GET /a#b HTTP/1.1"),
      line("GET a HTTP/1.1"),
      line("GET * HTTP/1.1"),
      line("GET ftp://a/ HTTP/1.1"),
      line("GET http:/// HTTP/1.1"),
      line("GET http://u:p@a/ HTTP/1.1"),
      line("CONNECT a HTTP/1.1"),
      line("CONNECT /a HTTP/1.1"),
    ],
  },
  {
    rule: "version other than HTTP/1.0 and HTTP/1.1",
    code: "unsupported_version",
    inputs: [line("GET / HTTP/2.0"), line("GET / HTTP/1.2"), line("GET / HTTP/0.9"), line("PRI * HTTP/2.0")],
  },
  {
    rule: "white space before the colon, empty name, no colon, character that no field name has",
    code: "bad_header_name",
    inputs: [
      get("b : c\r\n"),
      get("b\t: c\r\n"),
      get(": c\r\n"),
      get("b\r\n"),
      get("b(: c\r\n"),
      get("b\xe9: c\r\n"),
      ...controls.map((control) => get(`b${control}: c\r\n`)),
      chunked("0\r\nb : c\r\n\r\n"),
    ],
  },
  {
    rule: "NUL or another control character in a field value",
    code: "bad_header_value",
    inputs: [...controls.map((control) => get(`b: c${control}d\r\n`)), chunked("0\r\nb: \0\r\n\r\n")],
  },
  {
    rule: "field line that starts with white space (obs-fold)",
    code: "obsolete_line_folding",
    inputs: [get("b: c\r\n d\r\n"), get("b: c\r\n\td\r\n"), "GET / HTTP/1.1\r\n Host: a\r\n\r\n"],
  },
  {
    rule: "missing, repeated, empty or malformed Host; Host that differs from the target's authority",
    code: "bad_host",
    inputs: [
      host(""),
      host("Host: a\r\nHost: a\r\n"),
      host("Host: a\r\nhost: b\r\n", "1.0"),
      host("Host:\r\n"),
      host("Host: a b\r\n"),
      host("Host: a, b\r\n"),
      host("Host: u@a\r\n"),
      host("Host: a/\r\n"),
      host("Host: a:x\r\n"),
      host("Host: a:65536\r\n"),
      host("Host: [::1\r\n"),
      "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET http://a:81/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
  },
  {
    rule: "Content-Length that is repeated (even with the same value), or no plain decimal number",
    code: "bad_content_length",
    inputs: [
      get("Content-Length: 1\r\nContent-Length: 1\r\n"),
      get("Content-Length: 1\r\ncontent-length: 2\r\n"),
      ...["", "1, 1", "+1", "-1", "1 1", "0x1", "1_0", "1.0", "9007199254740993", "1".repeat(20)].map((value) =>
        get(`Content-Length: ${value}\r\n`),
      ),
    ],
  },
  {
    rule: "Content-Length with Transfer-Encoding; either of them in CONNECT",
    code: "ambiguous_length",
    inputs: [
      "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nContent-Length: 1\r\n\r\n",
      "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nTransfer-Encoding: chunked\r\n\r\n",
      get("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
      get("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"),
      get("Transfer-Encoding: gzip\r\nContent-Length: 1\r\n"),
    ],
  },
  {
    rule: "Transfer-Encoding that is repeated, empty, names chunked twice, or comes with HTTP/1.0",
    code: "bad_transfer_encoding",
    inputs: [
      get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
      get("Transfer-Encoding:\r\n"),
      get("Transfer-Encoding: ,chunked\r\n"),
      get("Transfer-Encoding: chunked, chunked\r\n"),
      host("Host: a\r\nTransfer-Encoding: chunked\r\n", "1.0"),
    ],
  },
  {
    rule: "transfer coding other than chunked alone",
    code: "unknown_transfer_coding",
    inputs: ["gzip", "identity", "gzip, chunked", "chunked, gzip", "xchunked", '"chunked"', "chunked;a=b"].map(
      (value) => get(`Transfer-Encoding: ${value}\r\n`),
    ),
  },
  {
    rule: "chunk size with sign, underscore, `0x`, white space or too many digits; malformed extension; missing CRLF; chunk line over its limit",
    code: "bad_chunk",
    inputs: [
      ...[
        "",
        "g",
        "-1",
        "+1",
        "0x1",
        "1_0",
        " 1",
        "1 ",
        "f".repeat(17),
        "1;",
        "1;=a",
        '1;a="b',
        "1 a",
        `1;a=${"b".repeat(300)}`,
      ].map((size) => chunked(`${size}\r\nx\r\n0\r\n\r\n`)),
      chunked("1\r\nxx\r\n0\r\n\r\n"),
      chunked("1\r\nx0\r\n\r\n"),
      chunked("1\r\nx\n0\r\n\r\n"),
      chunked("1\r\nx\rx0\r\n\r\n"),
    ],
  },
  {
    rule: "trailer that frames, routes or authenticates",
    code: "bad_trailer",
    inputs: ["Content-Length: 1", "Host: a", "Transfer-Encoding: chunked", "Authorization: b", "Connection: close"].map(
      (field) => chunked(`0\r\n${field}\r\n\r\n`),
    ),
  },
  {
    rule: "Expect other than `100-continue`",
    code: "unsupported_expectation",
    inputs: [get("Expect: 200-ok\r\n"), get("Expect: 100-continue, a\r\n")],
  },
  {
    rule: "request line over `limits.maxLineBytes`",
    code: "target_too_long",
    inputs: [line(`GET /${"a".repeat(9000)} HTTP/1.1`), `GET /${"a".repeat(9000)}`],
  },
  {
    rule: "head over `limits.maxHeadBytes`, trailer section over `limits.maxTrailerBytes`",
    code: "head_too_large",
    inputs: [
      get(`b: ${"c".repeat(40_000)}\r\n`),
      `GET / HTTP/1.1\r\nHost: a\r\nb: ${"c".repeat(40_000)}`,
      chunked(`0\r\nb: ${"c".repeat(9000)}\r\n\r\n`),
    ],
  },
  {
    rule: "more field lines than `limits.maxFields`, in a head or a trailer section",
    code: "too_many_headers",
    inputs: [get("b: c\r\n".repeat(100)), chunked(`0\r\n${"b: c\r\n".repeat(101)}\r\n`)],
  },
];
