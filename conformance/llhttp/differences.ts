/** A reason why we decide otherwise than llhttp in its default (strict) mode. */
export interface Rule {
  /** Why, with the section of the specification. */
  readonly reason: string;
  /** What our parser says in such a case: a code of core/errors.ts; `null` if it accepts. */
  readonly code: string | null;
  /** The fixtures it explains. Any other difference fails the run, and so does a fixture where there is none any more. */
  readonly fixtures: readonly string[];
}

export const rules: { readonly [name: string]: Rule } = {
  "only HTTP": {
    reason: "RTSP and ICE are other protocols; RFC 9112 section 2.3 knows `HTTP` only",
    code: "bad_request_line",
    fixtures: [
      "request/method.md: SOURCE request with ICE",
      "request/method.md: OPTIONS request with RTSP",
      "request/method.md: ANNOUNCE request with RTSP",
      "response/sample.md: RTSP response",
      "response/sample.md: ICE response",
    ],
  },
  "only HTTP/1.0 and 1.1": {
    reason: "an HTTP/0.9 request line has no version and its response no head: neither can be told from rubbish",
    code: "bad_request_line",
    fixtures: ["request/sample.md: No HTTP version", "response/sample.md: HTTP version 0.9"],
  },
  "HTTP/2 preface": {
    reason: "it opens another protocol (RFC 9113 section 3.4), which is not read by this parser",
    code: "bad_target",
    fixtures: ["request/method.md: PRI request HTTP2"],
  },
  "asterisk-form is for OPTIONS": {
    reason: "RFC 9112 section 3.2.4",
    code: "bad_target",
    fixtures: ["request/method.md: M-SEARCH request"],
  },
  "no userinfo in a target": {
    reason: "RFC 9110 section 4.2.4: it is deprecated, and two readers may find different hosts in it",
    code: "bad_target",
    fixtures: ["request/uri.md: `host:port` and basic auth"],
  },
  "one empty line before a request": {
    reason: "RFC 9112 section 2.2 asks to ignore at least one; that is what old clients append, more is noise",
    code: "bad_request_line",
    fixtures: ["request/connection.md: CRLF between requests, implicit `keep-alive`"],
  },
  "no empty line before a response": {
    reason: "RFC 9112 section 2.2 excuses requests only: bytes between responses mean that their bounds are in doubt",
    code: "bad_request_line",
    fixtures: [
      "response/connection.md: HTTP 304 with Content-Length",
      "response/connection.md: HTTP 100 first, then 400",
      "response/pipelining.md: Should parse multiple events",
      "response/sample.md: Response starting with CRLF",
    ],
  },
  "chunked is the only transfer coding": {
    reason: "RFC 9112 section 6.1: a coding that is not understood is answered 501, not read past",
    code: "unknown_transfer_coding",
    fixtures: [
      "request/transfer-encoding.md: POST with `chunked` as last transfer-encoding",
      "response/transfer-encoding.md: `chunked` before other transfer-encoding",
      "response/transfer-encoding.md: `chunkedchunked` transfer-encoding does not enable chunked enconding",
    ],
  },
  "one Transfer-Encoding": {
    reason: "stacked codings are how two parsers come to differ; nobody sends them (RFC 9112 sections 6.1 and 11.2)",
    code: "bad_transfer_encoding",
    fixtures: [
      "request/transfer-encoding.md: POST with `chunked` as last transfer-encoding (multiple headers)",
      "response/transfer-encoding.md: multiple transfer-encoding where chunked is not the last one",
    ],
  },
  "fields that are no trailers": {
    reason:
      "RFC 9110 section 6.5.1: Content-Type, and what frames, routes or authenticates, may not come after the body",
    code: "bad_trailer",
    fixtures: ["request/transfer-encoding.md: Trailing headers"],
  },
  "any method": {
    reason: "RFC 9110 section 9.1: a method is any token; which of them mean something is the application's to say",
    code: null,
    fixtures: ["request/invalid.md: HTTP protocol and ANNOUNCE method"],
  },
  "no content in CONNECT": {
    reason: "RFC 9110 section 9.3.6: it has no defined meaning, and one reader's body is another's tunnel",
    code: "ambiguous_length",
    fixtures: ["request/method.md: CONNECT with body"],
  },
  "a body is never skipped": {
    reason:
      "the fixture's callback tells llhttp that a request with Content-Length has no body; our parser has no such door",
    code: null,
    fixtures: ["request/content-length.md: Content-Length reset when no body is received"],
  },
};
