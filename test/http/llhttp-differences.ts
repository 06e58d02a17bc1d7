import type { Rule } from "./judge.ts";

/** What llhttp (strict, as node:http runs it) accepts and ours refuses. `tells` is what ours says. */
export const stricter: readonly Rule[] = [
  {
    name: "no Host in HTTP/1.1",
    tells: /^no Host in an HTTP\/1\.1 request/,
    why: "RFC 9112 section 3.2: MUST be answered with 400. node:http does so too, above llhttp (requireHostHeader).",
  },
  {
    name: "more than one Host",
    tells: /^more than one Host/,
    why: "RFC 9112 section 3.2: MUST be answered with 400. node:http keeps the first silently.",
  },
  {
    name: "malformed or empty Host",
    tells: /^Host is not a host name/,
    why: "RFC 9112 section 3.2: an invalid field value MUST be answered with 400; llhttp does not look at it.",
  },
  {
    name: "Host and request-target disagree",
    tells: /^Host differs from the authority/,
    why: "RFC 9112 section 3.2.2 ignores Host then; whoever routes by Host before us would not. Refused instead.",
  },
  {
    name: "Transfer-Encoding in HTTP/1.0",
    tells: /^Transfer-Encoding in an HTTP\/1\.0 request/,
    why: "RFC 9112 section 6.1: MUST be treated as if its framing were faulty.",
  },
  {
    name: "another coding than chunked",
    tells: /^only `Transfer-Encoding: chunked`/,
    why: "RFC 9112 section 6.1: an unknown coding SHOULD be answered with 501. llhttp passes codings before chunked on.",
  },
  {
    name: "more than one Transfer-Encoding",
    tells: /^more than one Transfer-Encoding/,
    why: "RFC 9112 section 6.1: chunked MUST NOT be applied twice; recipients differ in which of two lines they take.",
  },
  {
    name: "empty or repeated transfer coding",
    tells: /^Transfer-Encoding is empty, or names chunked/,
    why: "RFC 9112 section 6.1, RFC 9110 section 5.6.1: no sender has a reason for it, attackers have.",
  },
  {
    name: "Content-Length with Transfer-Encoding",
    tells: /^both Content-Length and Transfer-Encoding/,
    why: "RFC 9112 section 6.3: ought to be handled as an error. llhttp lets an empty Transfer-Encoding through.",
  },
  {
    name: "Content-Length beyond 2^53",
    tells: /^Content-Length is not a plain decimal number within 2\^53/,
    input: /\d{16,}/,
    why: "RFC 9110 section 8.6: parsing errors by overflow MUST be prevented; a double counts exactly up to 2^53.",
  },
  {
    name: "chunk size beyond 2^53",
    tells: /^a chunk size is beyond 2\^53/,
    why: "RFC 9112 section 7.1: overflow MUST be prevented; a double counts exactly up to 2^53.",
  },
  {
    name: "malformed chunk extension",
    tells: /^a chunk extension is malformed/,
    input: /;[^\r\n]*(=|=")\r\n|;\r\n|;;|;=|"/,
    why: "RFC 9112 section 7.1.1: the grammar. llhttp takes an empty value.",
  },
  {
    name: "forbidden trailer",
    tells: /is not allowed in a trailer section$/,
    why: "RFC 9110 section 6.5.1: fields that frame or route MUST NOT come in a trailer section.",
  },
  {
    name: "request-target of no allowed form",
    tells: /^the request-target has none of the forms/,
    why: "RFC 9112 section 3.2: `*` is for OPTIONS, authority-form (with a port) for CONNECT, absolute-form http(s) without user information.",
  },
  {
    name: "fragment in the request-target",
    tells: /^character 0x23 in the request-target/,
    why: "RFC 9112 section 3.2: no form of a target has `#`.",
  },
  {
    name: "CONNECT with content",
    tells: /^a CONNECT request has no content/,
    why: "RFC 9110 section 9.3.6: it has none. llhttp ignores the length, others read a body: refused.",
  },
  {
    name: "unknown expectation",
    tells: /^only `Expect: 100-continue`/,
    why: "RFC 9110 section 10.1.1: MAY be answered with 417. node:http does so too, above llhttp (checkExpectation).",
  },
  {
    name: "HTTP/0.9 and HTTP/2.0 as versions",
    tells: /^HTTP\/(0\.9|2\.0) is not spoken here/,
    why: "RFC 9110 section 15.6.6: 505. Whoever says HTTP/0.9 or 2.0 in a 1.x request line means something else.",
  },
  {
    name: "request line without version (HTTP/0.9)",
    tells: /^the request line has no HTTP version/,
    why: "RFC 9112 section 3: the version is not optional. HTTP/0.9 is obsolete.",
  },
  {
    name: "white space in the request line",
    tells:
      /^the parts of the request line are not separated by one space|^the request line does not end after its version/,
    why: "RFC 9112 section 3: single spaces; the lenient reading is a MAY and how request lines get split differently.",
  },
  {
    name: "another protocol's name in the request line",
    tells: /^the request line does not end with an HTTP version/,
    why: "RFC 9112 section 2.3: the name is HTTP. llhttp also speaks RTSP and ICE.",
  },
  {
    name: "bare LF or CR before a request",
    tells: /^a line ends with a bare line feed|^the method is not a token followed by one space/,
    input: /(^|\n|\r|[^\r\n])[\r\n]/,
    why: "RFC 9112 section 2.2: at least one empty line (CRLF) SHOULD be ignored. We ignore one; llhttp any number of CR and LF.",
  },
  {
    name: "a tab after chunked, with Upgrade",
    tells: /chunk|line feed/,
    input: /chunked *\t(.|\s)*upgrade|upgrade(.|\s)*chunked *\t/i,
    why: "RFC 9110 section 5.5: the tab is no part of the value; llhttp misses the body (here a malformed one).",
  },
];

/** What ours accepts and llhttp refuses. `tells` is what llhttp says. */
export const laxer: readonly Rule[] = [
  {
    name: "extension methods",
    tells: /^HPE_INVALID_METHOD: /,
    why: "RFC 9110 section 9.1: any token may be a method (501 and 405 are the app's answers); llhttp has a list.",
  },
  {
    name: "PRI as an extension method",
    tells: /^HPE_INVALID_VERSION: Expected HTTP\/2 Connection Preface/,
    input: /PRI /,
    why: "RFC 9110 section 9.1: a token like any other with HTTP/1.x; with HTTP/2.0 ours refuses it too (505).",
  },
  {
    name: "white space around `;` and `=` of chunk extensions",
    tells:
      /^HPE_INVALID_CHUNK_SIZE: Invalid character in chunk size|^HPE_STRICT: Invalid character in chunk ext|^unreported/,
    input: /[ \t];|;[ \t]|[ \t]=|=[ \t]/,
    why: "RFC 9112 section 7.1.1: bad white space MUST be accepted there.",
  },
  {
    name: "a tab after chunked",
    tells: /^HPE_INVALID_TRANSFER_ENCODING: Request has invalid `Transfer-Encoding`/,
    input: /transfer-encoding:[ \t]*chunked *\t[ \t]*\r\n/i,
    why: "RFC 9110 section 5.5: optional white space is SP or HTAB; llhttp takes only SP after the coding.",
  },
  {
    name: "a tab after Content-Length",
    tells: /^HPE_INVALID_CONTENT_LENGTH: Invalid character in Content-Length/,
    input: /content-length:[ \t]*\d+ *\t[ \t]*\r\n/i,
    why: "RFC 9110 section 5.5: optional white space is SP or HTAB; llhttp takes only SP after the digits.",
  },
];

/** What both accept with different meanings. `tells` is part: ours | theirs. */
export const meaning: readonly Rule[] = [
  {
    name: "Proxy-Connection",
    tells: /^keepAlive: true \| false/,
    input: /proxy-connection:[ \t]*close/i,
    why: "RFC 9112 appendix C.2.2: not a field of HTTP; llhttp takes it for Connection. The client asked for nothing.",
  },
  {
    name: "HTTP/1.0 with both close and keep-alive",
    tells: /^keepAlive: false \| true/,
    input: /HTTP\/1\.0/,
    why: "RFC 9112 section 9.3: close comes first. Closing is always safe.",
  },
  {
    name: "a tab after close",
    tells: /^keepAlive: false \| true/,
    input: /close *\t/i,
    why: "RFC 9110 section 5.6.3: optional white space is SP or HTAB; llhttp misses the option. Closing is always safe.",
  },
  {
    name: "a tab after chunked, with Upgrade",
    tells: /^state: within the body \| switched/,
    input: /chunked *\t/i,
    why: "RFC 9110 section 5.5: the tab is no part of the value; llhttp misses the body and leaves HTTP before it.",
  },
  {
    name: "PRI as an extension method, unfinished",
    tells: /^only ours has message/,
    input: /PRI /,
    why: "As above; llhttp still waits for the HTTP/2 preface.",
  },
  {
    name: "Upgrade in HTTP/1.0",
    tells: /^state: (closing|open|refused|switched) \| switched/,
    input: /HTTP\/1\.0\r\n(.*\r\n)*upgrade:/i,
    why: "RFC 9110 section 7.8: a server MUST ignore Upgrade in an HTTP/1.0 request; llhttp leaves HTTP after it.",
  },
];
