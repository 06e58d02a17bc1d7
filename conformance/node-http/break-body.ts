import { type Apply, add, type Mutation, named, without } from "./mutation.ts";
import type { Parts } from "./parts.ts";
import type { Random } from "./random.ts";

/** Gives the request a body framed by these fields alone. */
const framedBy =
  (...texts: string[]): Apply =>
  (parts, random) => {
    without(parts, "content-length");
    without(parts, "transfer-encoding");
    [parts.framing, parts.version] = ["none", "HTTP/1.1"];
    if (named(parts, "host") < 0) return false;
    add(parts, random, ...texts);
    return true;
  };

const onChunk =
  (change: (parts: Parts, at: number, random: Random) => boolean): Apply =>
  (parts, random) =>
    parts.framing === "chunked" &&
    parts.chunks.length > 1 &&
    change(parts, random.int(0, parts.chunks.length - 2), random);

const chunkSize = (change: (size: string) => string): Apply =>
  onChunk((parts, at) => {
    const chunk = parts.chunks[at];
    [chunk.size, chunk.extension] = [change(chunk.size), ""];
    return true;
  });

/** Ways to break what frames a body, and chunks. */
export const bodyMutations: readonly Mutation[] = [
  {
    rule: "Content-Length twice, the same",
    code: "bad_content_length",
    apply: framedBy("Content-Length: 3", "Content-Length: 3"),
  },
  {
    rule: "Content-Length twice, different",
    code: "bad_content_length",
    apply: framedBy("Content-Length: 3", "content-length: 4"),
  },
  { rule: "Content-Length as a list", code: "bad_content_length", apply: framedBy("Content-Length: 3, 3") },
  {
    rule: "Content-Length with a sign",
    code: "bad_content_length",
    apply: (parts, random) => framedBy(`Content-Length: ${random.pick("+-")}3`)(parts, random),
  },
  {
    rule: "Content-Length that is no decimal number",
    code: "bad_content_length",
    apply: (parts, random) =>
      framedBy(`Content-Length: ${random.pick(["", "a", "0x3", "3a", "1_0", "3 3", "3.0", "\xb2"])}`)(parts, random),
  },
  {
    rule: "Content-Length beyond 2^53",
    code: "bad_content_length",
    apply: (parts, random) =>
      framedBy(`Content-Length: ${random.pick(["9007199254740992", "18446744073709551617", "9".repeat(30)])}`)(
        parts,
        random,
      ),
  },
  {
    rule: "Content-Length with Transfer-Encoding",
    code: "ambiguous_length",
    apply: framedBy("Content-Length: 3", "Transfer-Encoding: chunked"),
  },
  {
    rule: "unknown transfer coding",
    code: "unknown_transfer_coding",
    apply: (parts, random) =>
      framedBy(`Transfer-Encoding: ${random.pick(["gzip", "identity", "xchunked", "chunked;a", '"chunked"'])}`)(
        parts,
        random,
      ),
  },
  {
    rule: "stacked transfer codings",
    code: "unknown_transfer_coding",
    apply: (parts, random) =>
      framedBy(`Transfer-Encoding: ${random.pick(["gzip, chunked", "chunked, gzip", "identity, chunked"])}`)(
        parts,
        random,
      ),
  },
  {
    rule: "chunked named twice, or nothing named",
    code: "bad_transfer_encoding",
    apply: (parts, random) =>
      framedBy(`Transfer-Encoding: ${random.pick(["chunked, chunked", "", ",chunked"])}`)(parts, random),
  },
  {
    rule: "Transfer-Encoding twice",
    code: "bad_transfer_encoding",
    apply: framedBy("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
  },
  {
    rule: "Transfer-Encoding in HTTP/1.0",
    code: "bad_transfer_encoding",
    apply: (parts) => {
      parts.version = "HTTP/1.0";
      without(parts, "expect");
      return parts.framing === "chunked";
    },
  },
  {
    rule: "chunk size with a sign",
    code: "bad_chunk",
    apply: (parts, random) => chunkSize((size) => random.pick("+-") + size)(parts, random),
  },
  { rule: "chunk size with `0x`", code: "bad_chunk", apply: chunkSize((size) => `0x${size}`) },
  { rule: "chunk size with an underscore", code: "bad_chunk", apply: chunkSize((size) => `0_${size}`) },
  {
    rule: "chunk size with white space",
    code: "bad_chunk",
    apply: (parts, random) => chunkSize((size) => (random.chance(0.5) ? ` ${size}` : `${size} `))(parts, random),
  },
  { rule: "chunk size beyond 2^53", code: "bad_chunk", apply: chunkSize((size) => `${"f".repeat(16)}${size}`) },
  { rule: "empty chunk size", code: "bad_chunk", apply: chunkSize(() => "") },
  {
    rule: "malformed chunk extension",
    code: "bad_chunk",
    apply: onChunk((parts, at, random) =>
      Boolean((parts.chunks[at].extension = random.pick([";", ";=a", ';a="b', ";a=", ";a b", ";a=\0"]))),
    ),
  },
  {
    rule: "chunk line over its limit",
    code: "bad_chunk",
    apply: onChunk((parts, at) => Boolean((parts.chunks[at].extension = `;${"a".repeat(300)}`))),
  },
  {
    rule: "bare LF after a chunk size",
    code: "bad_line_ending",
    apply: onChunk((parts, at) => {
      const chunk = parts.chunks[at];
      [chunk.size, chunk.extension, chunk.data] = [`${chunk.size}\n${chunk.data}`, "", ""];
      return true;
    }),
  },
  {
    rule: "missing CRLF after chunk data",
    code: "bad_chunk",
    apply: onChunk((parts, at, random) => {
      parts.chunks[at].end = random.pick(["", "\n", "\r", "\n\r"]);
      return true;
    }),
  },
  {
    rule: "more data than the chunk size says",
    code: "bad_chunk",
    apply: onChunk((parts, at) => Boolean((parts.chunks[at].data += "x"))),
  },
  {
    rule: "field that is no trailer",
    code: "bad_trailer",
    apply: (parts, random) =>
      parts.framing === "chunked" &&
      parts.trailers.push({
        text: `${random.pick(["Content-Length", "Host", "Transfer-Encoding", "Authorization"])}: 1`,
        end: "\r\n",
      }) > 0,
  },
];
