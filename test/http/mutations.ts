import type { ErrorCode } from "../../src/core/errors.ts";
import type { Random } from "./kit.ts";
import { text, type ValidRequest } from "./valid-generator.ts";

/** One way to break a valid request, and the one documented answer. */
export interface Mutation {
  readonly rule: string;
  readonly code: ErrorCode;
  readonly status: number;
  /** Kind of request needed; any if left out. */
  readonly framing?: ValidRequest["framing"];
  /** The broken request as text, or null if this one cannot be broken so. */
  readonly apply: (request: ValidRequest, random: Random) => string | null;
}

const insert = (into: string, what: string, random: Random, from = 0): string => {
  const at = from + random.below(into.length - from + 1);
  return into.substring(0, at) + what + into.substring(at);
};
const named = (field: string, name: string): boolean => field.toLowerCase().startsWith(`${name}:`);

/** With one field line changed. */
const field =
  (change: (line: string, random: Random) => string) =>
  (request: ValidRequest, random: Random): string | null => {
    if (request.fields.length === 0) return null;
    const at = random.below(request.fields.length);
    return text({ ...request, fields: request.fields.with(at, change(request.fields[at], random)) });
  };
const inName = (what: readonly string[]) =>
  field((line, random) => {
    const name = line.substring(0, line.indexOf(":"));
    return insert(name, random.pick(what), random, 1) + line.substring(name.length);
  });
const inValue = (what: readonly string[]) =>
  field((line, random) => insert(`${line}x`, random.pick(what), random, line.indexOf(":") + 1));
/** With a field line more, anywhere. */
const added =
  (...lines: readonly string[]) =>
  (request: ValidRequest, random: Random): string =>
    text({
      ...request,
      fields: request.fields.toSpliced(random.below(request.fields.length + 1), 0, random.pick(lines)),
    });
/** With the line of this name replaced. */
const replaced =
  (name: string, ...lines: readonly string[]) =>
  (request: ValidRequest, random: Random): string | null => {
    const at = request.fields.findIndex((line) => named(line, name));
    return at < 0 ? null : text({ ...request, fields: request.fields.with(at, random.pick(lines)) });
  };
const line =
  (change: (request: ValidRequest, random: Random) => string | null) =>
  (request: ValidRequest, random: Random): string | null => {
    const changed = change(request, random);
    return changed === null
      ? null
      : text(request).replace(/^(\r\n)?.*?\r\n/, (_, prefix = "") => `${prefix}${changed}\r\n`);
  };
/** With the head kept and a body of chunks given. */
const chunks =
  (...bodies: readonly string[]) =>
  (request: ValidRequest, random: Random): string =>
    text({ ...request, raw: random.pick(bodies) });
const origin = (request: ValidRequest): boolean => request.meaning.form === "origin";
const hosted = (request: ValidRequest): boolean => request.fields.some((item) => named(item, "host"));
const controls = ["\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f"];

export const mutations: readonly Mutation[] = [
  // Line endings.
  {
    rule: "bare LF after the request line",
    code: "bad_line_ending",
    status: 400,
    apply: (r) => text(r).replace(/^((\r\n)?.*)\r\n/, "$1\n"),
  },
  {
    rule: "bare LF after a field line",
    code: "bad_line_ending",
    status: 400,
    apply: (r, random) => {
      if (r.fields.length === 0) return null;
      const at = random.below(r.fields.length);
      const whole = text({ ...r, raw: "" });
      const end = whole.length - 2 - r.fields.slice(at + 1).reduce((sum, item) => sum + item.length + 2, 0);
      return `${whole.substring(0, end - 2)}\n${whole.substring(end)}${r.raw}`;
    },
  },
  {
    rule: "bare LF for the empty line",
    code: "bad_line_ending",
    status: 400,
    apply: (r) => text({ ...r, raw: "" }).slice(0, -2) + `\n${r.raw}`,
  },
  { rule: "bare CR in a value", code: "bad_line_ending", status: 400, apply: inValue(["\r", "\rX: y"]) },
  { rule: "bare LF in a value", code: "bad_line_ending", status: 400, apply: inValue(["\n", "\nX: y"]) },
  {
    rule: "two empty lines before the request",
    code: "bad_request_line",
    status: 400,
    apply: (r) => text({ ...r, prefix: "\r\n\r\n" }),
  },
  // Request line.
  {
    rule: "NUL or control in the method",
    code: "bad_request_line",
    status: 400,
    apply: (r, random) => text({ ...r, method: insert(r.method, random.pick(["\0", ...controls]), random) }),
  },
  {
    rule: "separator or obs-text in the method",
    code: "bad_request_line",
    status: 400,
    apply: (r, random) =>
      text({ ...r, method: insert(r.method, random.pick(["(", "@", "{", '"', "/", "\xe9", ":"]), random) }),
  },
  { rule: "no method", code: "bad_request_line", status: 400, apply: (r) => text({ ...r, method: "" }) },
  {
    rule: "more white space in the request line",
    code: "bad_request_line",
    status: 400,
    apply: line((r, random) =>
      random.pick([
        `${r.method}  ${r.target} ${r.version}`,
        `${r.method} ${r.target}  ${r.version}`,
        `${r.method} ${r.target} ${r.version} `,
        ` ${r.method} ${r.target} ${r.version}`,
        `${r.method}\t${r.target} ${r.version}`,
      ]),
    ),
  },
  { rule: "no version", code: "bad_request_line", status: 400, apply: line((r) => `${r.method} ${r.target}`) },
  {
    rule: "malformed version",
    code: "bad_request_line",
    status: 400,
    apply: (r, random) =>
      text({
        ...r,
        version: random.pick([
          "HTTP/1",
          "HTTP/1.",
          "HTTP/11",
          "http/1.1",
          "HTTP/1.1.1",
          "HTTP/1.10",
          "HTTP /1.1",
          "HTTQ/1.1",
          "HTTP/+1.1",
          "HTTP/1,1",
        ]),
      }),
  },
  {
    rule: "unknown version",
    code: "unsupported_version",
    status: 505,
    apply: (r, random) =>
      text({ ...r, version: random.pick(["HTTP/1.2", "HTTP/1.9", "HTTP/2.0", "HTTP/0.9", "HTTP/3.0", "HTTP/9.9"]) }),
  },
  {
    rule: "NUL or control in the target",
    code: "bad_target",
    status: 400,
    apply: (r, random) => text({ ...r, target: insert(r.target, random.pick(["\0", ...controls]), random) }),
  },
  {
    rule: "obs-text in the target",
    code: "bad_target",
    status: 400,
    apply: (r, random) => text({ ...r, target: insert(r.target, random.pick(["\xe9", "\x80", "\xff"]), random) }),
  },
  {
    rule: "fragment in the target",
    code: "bad_target",
    status: 400,
    apply: (r) => text({ ...r, target: `${r.target}#a` }),
  },
  {
    rule: "space in the target",
    code: "bad_request_line",
    status: 400,
    apply: (r, random) => text({ ...r, target: `${r.target} ${random.pick(["a", "HTTP/1.1"])}` }),
  },
  {
    rule: "target of no form",
    code: "bad_target",
    status: 400,
    apply: (r, random) =>
      origin(r)
        ? text({
            ...r,
            target: random.pick(["a", "a/b", "?a", "a:80", "http:/a", "http:a", "ftp://a/", "http://u@a/", "http://"]),
          })
        : null,
  },
  {
    rule: "`*` without OPTIONS",
    code: "bad_target",
    status: 400,
    apply: (r, random) =>
      r.meaning.form === "asterisk" ? text({ ...r, method: random.pick(["GET", "POST", "options"]) }) : null,
  },
  {
    rule: "CONNECT with another form",
    code: "bad_target",
    status: 400,
    apply: (r) => (origin(r) ? text({ ...r, method: "CONNECT" }) : null),
  },
  // Field lines.
  {
    rule: "space or tab before the colon",
    code: "bad_header_name",
    status: 400,
    apply: field((item, random) => item.replace(":", `${random.pick([" ", "\t", "  "])}:`)),
  },
  {
    rule: "bad character in a name",
    code: "bad_header_name",
    status: 400,
    apply: inName(["\0", "(", "@", "/", "[", "{", '"', "\xe9", " ", ...controls]),
  },
  { rule: "no name", code: "bad_header_name", status: 400, apply: field((item) => item.substring(item.indexOf(":"))) },
  {
    rule: "no colon",
    code: "bad_header_name",
    status: 400,
    apply: field((item) => item.substring(0, item.indexOf(":"))),
  },
  { rule: "obs-fold", code: "obsolete_line_folding", status: 400, apply: inValue(["\r\n ", "\r\n\t"]) },
  {
    rule: "white space before the first field",
    code: "obsolete_line_folding",
    status: 400,
    apply: (r) => (r.fields.length === 0 ? null : text({ ...r, fields: r.fields.with(0, ` ${r.fields[0]}`) })),
  },
  { rule: "NUL or control in a value", code: "bad_header_value", status: 400, apply: inValue(["\0", ...controls]) },
  // Content-Length and Transfer-Encoding.
  {
    rule: "Content-Length twice",
    code: "bad_content_length",
    status: 400,
    framing: "length",
    apply: (r, random) => added(r.fields.find((item) => named(item, "content-length")) as string)(r, random),
  },
  {
    rule: "two Content-Lengths",
    code: "bad_content_length",
    status: 400,
    framing: "length",
    apply: added("Content-Length: 100", "content-length: 0"),
  },
  {
    rule: "malformed Content-Length",
    code: "bad_content_length",
    status: 400,
    framing: "length",
    apply: replaced(
      "content-length",
      ...["+1", "-1", "0x1", "1_0", "1.0", "1e1", "1 0", "", "1,1", "1, 1", '"1"', "a", "\xa01", "1;", "\xb9"].map(
        (value) => `Content-Length: ${value}`,
      ),
    ),
  },
  {
    rule: "Content-Length beyond 2^53",
    code: "bad_content_length",
    status: 400,
    framing: "length",
    apply: replaced(
      "content-length",
      "Content-Length: 9007199254740992",
      "Content-Length: 18446744073709551617",
      `Content-Length: ${"9".repeat(400)}`,
    ),
  },
  {
    rule: "Content-Length with Transfer-Encoding",
    code: "ambiguous_length",
    status: 400,
    framing: "chunked",
    apply: added("Content-Length: 0", "Content-Length: 5"),
  },
  {
    rule: "Transfer-Encoding with Content-Length",
    code: "ambiguous_length",
    status: 400,
    framing: "length",
    apply: (r, random) => (r.meaning.minorVersion === 1 ? added("Transfer-Encoding: chunked")(r, random) : null),
  },
  {
    rule: "unknown or stacked coding",
    code: "unknown_transfer_coding",
    status: 501,
    framing: "chunked",
    apply: replaced(
      "transfer-encoding",
      ...[
        "gzip",
        "identity",
        "gzip, chunked",
        "chunked, gzip",
        "chunkedx",
        "xchunked",
        "chunked;a=b",
        '"chunked"',
        "chunked\xa0",
        "\xa0chunked",
        "chun ked",
        "chunked;",
      ].map((value) => `Transfer-Encoding: ${value}`),
    ),
  },
  {
    rule: "repeated or empty coding",
    code: "bad_transfer_encoding",
    status: 400,
    framing: "chunked",
    apply: replaced(
      "transfer-encoding",
      ...["", "chunked, chunked", "chunked,", ", chunked", ",", "chunked,,chunked"].map(
        (value) => `Transfer-Encoding: ${value}`,
      ),
    ),
  },
  {
    rule: "Transfer-Encoding twice",
    code: "bad_transfer_encoding",
    status: 400,
    framing: "chunked",
    apply: added("Transfer-Encoding: chunked", "transfer-encoding: identity", "Transfer-Encoding:"),
  },
  {
    rule: "Transfer-Encoding in HTTP/1.0",
    code: "bad_transfer_encoding",
    status: 400,
    framing: "chunked",
    apply: (r) => text({ ...r, version: "HTTP/1.0" }),
  },
  {
    rule: "content in a CONNECT",
    code: "ambiguous_length",
    status: 400,
    apply: (r, random) =>
      r.meaning.form === "authority"
        ? added("Content-Length: 1", "Transfer-Encoding: chunked")({ ...r, version: "HTTP/1.1" }, random)
        : null,
  },
  // Host.
  {
    rule: "no Host",
    code: "bad_host",
    status: 400,
    apply: (r) =>
      r.meaning.minorVersion === 1 ? text({ ...r, fields: r.fields.filter((item) => !named(item, "host")) }) : null,
  },
  {
    rule: "Host twice",
    code: "bad_host",
    status: 400,
    apply: (r, random) => (hosted(r) ? added(r.fields.find((item) => named(item, "host")) as string)(r, random) : null),
  },
  {
    rule: "two Hosts",
    code: "bad_host",
    status: 400,
    apply: (r, random) => (hosted(r) ? added("Host: other.example")(r, random) : null),
  },
  {
    rule: "malformed Host",
    code: "bad_host",
    status: 400,
    apply: replaced(
      "host",
      ...[
        "a b",
        "a,b",
        "a, b",
        "u@a",
        "u:p@a",
        "a/b",
        "http://a",
        "a:b",
        "a:+1",
        "a:65536",
        "a:1:2",
        "::1",
        "[::1",
        "[:::]",
        "[1:2]",
        "[::1]x",
        "[g::1]",
        "[fe80::1%25lo]",
        "a%2",
        "a%zz",
        "a\\b",
        "a?b",
        "a#b",
        "<a>",
        "a\xe9",
        ":80",
        "@",
      ].map((value) => `Host: ${value}`),
    ),
  },
  { rule: "empty Host", code: "bad_host", status: 400, apply: replaced("host", "Host:", "Host: \t ") },
  {
    rule: "Host disagreeing with absolute-form",
    code: "bad_host",
    status: 400,
    apply: (r, random) =>
      r.meaning.form === "absolute"
        ? replaced("host", "Host: other.example", "Host: a:81", "Host: [::2]")(r, random)
        : null,
  },
  // Expect.
  {
    rule: "unknown expectation",
    code: "unsupported_expectation",
    status: 417,
    apply: (r, random) =>
      r.meaning.minorVersion === 1
        ? added(
            "Expect: more",
            "Expect:",
            "Expect: 100",
            "Expect: 100-continue; a=b",
            "Expect: 100-continue, x",
          )(r, random)
        : null,
  },
  // Chunks.
  {
    rule: "chunk size with sign, underscore or 0x",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(...["+1", "-1", "1_", "_1", "0x1", "0X1"].map((size) => `${size}\r\nx\r\n0\r\n\r\n`)),
  },
  {
    rule: "white space around a chunk size",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(...[" 1", "1 ", "\t1", "1\t", "1\x0b", "1\xa0"].map((size) => `${size}\r\nx\r\n0\r\n\r\n`)),
  },
  {
    rule: "empty or malformed chunk size",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(...["", "g", "1.0", "1,1", '"1"', ";a", "1\0", "\xb9"].map((size) => `${size}\r\nx\r\n0\r\n\r\n`)),
  },
  {
    rule: "chunk size beyond 2^53",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(
      "20000000000000\r\n\r\n",
      "10000000000000001\r\nx\r\n0\r\n\r\n",
      "ffffffffffffffff\r\n\r\n",
      `${"f".repeat(200)}\r\n\r\n`,
    ),
  },
  {
    rule: "missing CRLF after chunk data",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(
      "1\r\nx0\r\n\r\n",
      "1\r\nx\n0\r\n\r\n",
      "1\r\nx\r0\r\n\r\n",
      "1\r\nx\rX0\r\n\r\n",
      "1\r\nxX\n0\r\n\r\n",
      "1\r\nx;\r\n0\r\n\r\n",
      "1\r\nx\r\r\n0\r\n\r\n",
    ),
  },
  {
    rule: "chunk data of another length",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks("1\r\nxy\r\n0\r\n\r\n", "3\r\nxy\r\n0\r\n\r\n", "5\r\nxy\r\n0\r\n\r\n"),
  },
  {
    rule: "bare LF after a chunk size",
    code: "bad_line_ending",
    status: 400,
    framing: "chunked",
    apply: chunks("1\nx\r\n0\r\n\r\n", "1;a\nx\r\n0\r\n\r\n", "0\n\r\n"),
  },
  {
    rule: "malformed chunk extension",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(
      ...[
        ";",
        ";;a",
        ";a=",
        ";=b",
        ';a="',
        ';a="b',
        ';a="b"c',
        ";a=b c",
        ";a ",
        ";a\0",
        ";a=\x01",
        ';a="\x7f"',
        ";a=(",
        ";\xe9",
        " a",
        ",a",
      ].map((extension) => `1${extension}\r\nx\r\n0\r\n\r\n`),
    ),
  },
  {
    rule: "over-long chunk line",
    code: "bad_chunk",
    status: 400,
    framing: "chunked",
    apply: chunks(`1;${"a".repeat(300)}\r\nx\r\n0\r\n\r\n`, `${"0".repeat(300)}1\r\nx\r\n0\r\n\r\n`),
  },
  {
    rule: "forbidden trailer",
    code: "bad_trailer",
    status: 400,
    framing: "chunked",
    apply: chunks(
      ...[
        "Content-Length: 1",
        "transfer-encoding: chunked",
        "Host: a",
        "Connection: close",
        "Authorization: x",
        "TE: x",
        "Trailer: x",
        "Expect: 100-continue",
        "Cookie: a",
        "Set-Cookie: a=b",
        "Content-Type: a/b",
      ].map((item) => `0\r\n${item}\r\n\r\n`),
    ),
  },
  {
    rule: "malformed trailer name",
    code: "bad_header_name",
    status: 400,
    framing: "chunked",
    apply: chunks(...["X : y", "X", ": y", "X(: y", "X\0: y"].map((item) => `0\r\n${item}\r\n\r\n`)),
  },
  {
    rule: "obs-fold in trailers",
    code: "obsolete_line_folding",
    status: 400,
    framing: "chunked",
    apply: chunks("0\r\nX: y\r\n z\r\n\r\n", "0\r\n X: y\r\n\r\n"),
  },
  {
    rule: "control in a trailer value",
    code: "bad_header_value",
    status: 400,
    framing: "chunked",
    apply: chunks("0\r\nX: \0\r\n\r\n", "0\r\nX: a\x7f\r\n\r\n"),
  },
  {
    rule: "bare LF in trailers",
    code: "bad_line_ending",
    status: 400,
    framing: "chunked",
    apply: chunks("0\r\nX: y\n\r\n", "0\r\n\n", "0\r\nX: y\r\n\n"),
  },
  // Over-long.
  {
    rule: "over-long request line",
    code: "target_too_long",
    status: 414,
    apply: (r) => text({ ...r, target: `/${"a".repeat(8200)}` }),
  },
  {
    rule: "over-long method",
    code: "target_too_long",
    status: 414,
    apply: (r) => text({ ...r, method: "A".repeat(9000) }),
  },
  { rule: "over-long head", code: "head_too_large", status: 431, apply: added(`X: ${"a".repeat(33_000)}`) },
  {
    rule: "too many fields",
    code: "too_many_headers",
    status: 431,
    apply: (r) => text({ ...r, fields: [...r.fields, ...Array<string>(101).fill("X: y")] }),
  },
  {
    rule: "over-long trailers",
    code: "head_too_large",
    status: 431,
    framing: "chunked",
    apply: chunks(`0\r\nX: ${"a".repeat(9000)}\r\n\r\n`),
  },
  {
    rule: "too many trailers",
    code: "too_many_headers",
    status: 431,
    framing: "chunked",
    apply: chunks(`0\r\n${"X: y\r\n".repeat(101)}\r\n`),
  },
];
