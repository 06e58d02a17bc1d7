import type { ErrorCode } from "../core/errors.ts";
import { hexValue } from "./characters.ts";
import { FieldLines, NEED_MORE, REFUSED } from "./field-lines.ts";
import { fieldTable } from "./field-table.ts";
import { HeadBuffer, hasLineFeed } from "./head-buffer.ts";
import { latin1 } from "./latin1.ts";
import type { Limits, SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const SEMICOLON = 59;

/** `BWS ";" BWS name [ BWS "=" BWS value ]` (RFC 9112 section 7.1.1), from the first character after the size. */
const extensions =
  /^(?:[ \t]*;[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?:[ \t]*=[ \t]*(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"))?)*$/;

/** Fields that frame, route or authenticate must not come late (RFC 9110 section 6.5.1): refused, not dropped. */
const forbiddenTrailers: ReadonlySet<string> = new Set([
  "transfer-encoding",
  "content-length",
  "host",
  "connection",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "expect",
  "authorization",
  "proxy-authorization",
  "content-encoding",
  "content-type",
  "content-range",
  "set-cookie",
  "cookie",
]);

const none: readonly string[] = [];

const SIZE = 0;
const DATA = 1;
const DATA_CR = 2;
const DATA_LF = 3;
const TRAILERS = 4;
const DONE = 5;

/** Receives decoded bytes. */
export interface ChunkTarget {
  onBody(buffer: Buffer, start: number, end: number): void;
  paused: boolean;
}

/**
 * Decoder of the chunked transfer coding (RFC 9112 section 7.1), resumable at any byte. Owned by a parser and reused for
 * each chunked message of its connection. Refuses every size another recipient could read differently: signs, `0x`,
 * underscores, white space, more than 2^53, a bare LF.
 */
export class ChunkedDecoder {
  fault: SyntaxFault | null = null;
  /** Trailer fields, flat; complete once `done`. */
  trailerFields: readonly string[] = none;
  private state = SIZE;
  private remaining = 0;
  private line = "";
  private readonly section = new HeadBuffer();
  private readonly limits: Limits;
  private readonly trailers: FieldLines;

  constructor(limits: Limits) {
    this.limits = limits;
    this.trailers = new FieldLines(limits.maxFields);
  }

  get done(): boolean {
    return this.state === DONE;
  }

  reset(): void {
    this.state = SIZE;
    this.remaining = 0;
    this.line = "";
    this.section.reset();
    this.trailers.reset();
    this.trailerFields = none;
  }

  /** Decodes `buffer[start, end)` into `target`; returns where it stopped (after the message, at a pause, or `end`). */
  execute(buffer: Buffer, start: number, end: number, target: ChunkTarget): number {
    let at = start;
    while (at < end && this.state !== DONE && this.fault === null && !target.paused) {
      switch (this.state) {
        case SIZE:
          at = this.readSize(buffer, at, end);
          break;
        case DATA: {
          const stop = Math.min(end, at + this.remaining);
          this.remaining -= stop - at;
          if (this.remaining === 0) this.state = DATA_CR;
          target.onBody(buffer, at, stop);
          at = stop;
          break;
        }
        case DATA_CR:
          if (buffer[at++] === CR) this.state = DATA_LF;
          else this.refuse("bad_chunk", "chunk data is longer than its size says, or its CRLF is missing");
          break;
        case DATA_LF:
          if (buffer[at++] === LF) this.state = SIZE;
          else this.refuse("bad_chunk", "the CRLF after chunk data is broken");
          break;
        default:
          at = this.readTrailers(buffer, at, end);
      }
    }
    return at;
  }

  private readSize(buffer: Buffer, start: number, end: number): number {
    let lf = start;
    while (lf < end && buffer[lf] !== LF) lf++;
    if (this.line.length + lf - start > this.limits.maxChunkLineBytes) {
      this.refuse("bad_chunk", `a chunk-size line is longer than ${this.limits.maxChunkLineBytes} bytes`);
      return start;
    }
    this.line += latin1(buffer, start, lf);
    if (lf === end) return end;
    const line = this.line;
    this.line = "";
    this.parseSize(line);
    return lf + 1;
  }

  private parseSize(line: string): void {
    const stop = line.length - 1;
    if (stop < 0 || line.charCodeAt(stop) !== CR) {
      this.refuse("bad_line_ending", "a chunk-size line ends with a bare line feed");
      return;
    }
    let size = 0;
    let at = 0;
    for (; at < stop; at++) {
      const digit = hexValue[line.charCodeAt(at)];
      if (digit === 255) break;
      size = size * 16 + digit;
    }
    if (at === 0) this.refuse("bad_chunk", "a chunk size is not hexadecimal");
    else if (size > Number.MAX_SAFE_INTEGER) this.refuse("bad_chunk", "a chunk size is beyond 2^53");
    else if (at < stop && !extensions.test(line.substring(at, stop))) {
      const extension = line.charCodeAt(at) === SEMICOLON;
      this.refuse("bad_chunk", extension ? "a chunk extension is malformed" : "junk after a chunk size");
    } else {
      this.remaining = size;
      this.state = size === 0 ? TRAILERS : DATA;
    }
  }

  private readTrailers(buffer: Buffer, start: number, end: number): number {
    // The empty line that ends the section is not of it.
    const limit = this.limits.maxTrailerBytes + 2;
    const { section } = this;
    const held = section.length;
    const stop = Math.min(end, start + limit - held);
    let bytes = buffer;
    let base = start;
    let from = start;
    let last = stop;
    if (held > 0) {
      section.append(buffer, start, stop);
      if (!hasLineFeed(buffer, start, stop) && section.length < limit) return stop;
      bytes = section.bytes;
      base = 0;
      from = this.trailers.resumeAt;
      last = section.length;
    }
    const after = this.trailers.read(bytes, from, last, base);
    if (after === REFUSED) {
      const fault = this.trailers.fault as SyntaxFault;
      this.refuse(fault.code, `trailer section: ${fault.message}`);
      return start;
    }
    if (after === NEED_MORE) {
      if (held === 0) section.append(buffer, start, stop);
      if (section.length >= limit) {
        this.refuse("head_too_large", `the trailer section is longer than ${limit - 2} bytes`);
      }
      return stop;
    }
    if (fieldTable.count > 0) this.keepTrailers(latin1(bytes, base, after));
    section.reset();
    this.state = DONE;
    return start + (after - base) - held;
  }

  private keepTrailers(text: string): void {
    this.trailerFields = fieldTable.list(text);
    for (let i = 0; i < this.trailerFields.length; i += 2) {
      const name = this.trailerFields[i].toLowerCase();
      if (forbiddenTrailers.has(name)) this.refuse("bad_trailer", `${name} is not allowed in a trailer section`);
    }
  }

  private refuse(code: ErrorCode, message: string): void {
    this.fault ??= { code, message };
  }
}
