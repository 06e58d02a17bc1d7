import type { ErrorCode } from "../core/errors.ts";
import { bytesOf, hasBytes } from "./bytes.ts";
import { fieldValueChar } from "./characters.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { CONTENT_LENGTH, DATE, fieldTable, KEEP_ALIVE } from "./field-table.ts";
import { type DeclaredFraming, declaredFraming } from "./framing.ts";
import { type HeadOwner, HeadReader } from "./head-reader.ts";
import { currentInput, nextInput } from "./parsed-head.ts";
import type { ResponseHead } from "./response-head.ts";
import type { Framing, Limits, MessageSink, Parser, SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const SP = 32;

/** What a status line begins with. */
const version1 = bytesOf("HTTP/1.");

const HEAD = 0;
const LENGTH_BODY = 1;
const CHUNKED_BODY = 2;
const CLOSE_BODY = 3;
const COMPLETE = 4;

/** Interim answers accepted before a final one: 1xx floods hold a connection without ever answering. */
const maxInterim = 16;

/**
 * Incremental parser of HTTP/1.0 and 1.1 responses (RFC 9112), strict where a mistake would let one response be taken for
 * another. One per upstream connection, made by it. Call `expect` with the request's method before each response. Never
 * throws: `fault` says why it stopped.
 */
export class ResponseParser implements Parser, HeadOwner {
  fault: SyntaxFault | null = null;
  paused = false;
  private state = HEAD;
  private readonly limits: Limits;
  private readonly sink: MessageSink<ResponseHead>;
  private readonly reader: HeadReader;
  private decoder: ChunkedDecoder | null = null;
  private remaining = 0;
  private requestMethod = "GET";
  private interim = 0;
  private minorVersion: 0 | 1 = 1;
  private status = 0;

  constructor(limits: Limits, sink: MessageSink<ResponseHead>) {
    this.limits = limits;
    this.sink = sink;
    this.reader = new HeadReader(limits, this);
  }

  get complete(): boolean {
    return this.state === COMPLETE;
  }

  get idle(): boolean {
    return this.state === HEAD && this.reader.held.length === 0 && this.interim === 0 && this.fault === null;
  }

  /** The method the next response answers: HEAD has no body, a 2xx to CONNECT is a tunnel. */
  expect(method: string): void {
    this.requestMethod = method;
  }

  next(): void {
    this.state = HEAD;
    this.interim = 0;
  }

  /** The peer closed its side. True if that completed the response (or nothing was under way), false if it cut it short. */
  close(): boolean {
    if (this.state === CLOSE_BODY && this.fault === null) {
      this.state = COMPLETE;
      this.sink.onEnd([]);
      return true;
    }
    return this.state === COMPLETE || this.idle;
  }

  execute(buffer: Buffer, start: number, end: number): number {
    nextInput();
    let at = start;
    while (at < end && this.fault === null && this.state !== COMPLETE && !this.paused) {
      switch (this.state) {
        case LENGTH_BODY: {
          const stop = Math.min(end, at + this.remaining);
          this.remaining -= stop - at;
          this.sink.onBody(buffer, at, stop);
          at = stop;
          if (this.remaining === 0) this.finish([]);
          break;
        }
        case CLOSE_BODY:
          this.sink.onBody(buffer, at, end);
          at = end;
          break;
        case CHUNKED_BODY:
          at = this.readChunks(buffer, at, end);
          break;
        default:
          at = this.reader.read(buffer, at, end);
      }
    }
    return at;
  }

  /** Passes decoded chunk bytes on: the decoder's target. */
  onBody(buffer: Buffer, start: number, end: number): void {
    this.sink.onBody(buffer, start, end);
  }

  private finish(trailers: readonly string[]): void {
    this.state = COMPLETE;
    this.sink.onEnd(trailers);
  }

  private readChunks(buffer: Buffer, start: number, end: number): number {
    const decoder = this.decoder as ChunkedDecoder;
    const at = decoder.execute(buffer, start, end, this);
    if (decoder.fault !== null) this.fault = decoder.fault;
    else if (decoder.done) {
      const trailers = decoder.trailerFields;
      decoder.reset();
      this.finish(trailers);
    }
    return at;
  }

  headTooLong(): void {
    this.refuse("head_too_large", `the response head is longer than ${this.limits.maxHeadBytes} bytes`);
  }

  /** Reads the status line at `base`; returns where the fields begin, or -1 if it is incomplete or refused. */
  readStartLine(bytes: Buffer, base: number, end: number): number {
    const { maxLineBytes } = this.limits;
    let lf = base;
    while (lf < end && bytes[lf] !== LF) lf++;
    // What does not even begin like a status line is refused now instead of when its limit is reached.
    if (
      (lf < end || end - base >= version1.length) &&
      !(lf - base >= version1.length && hasBytes(bytes, base, version1))
    ) {
      return this.refuse("bad_request_line", "not an HTTP/1 status line");
    }
    if (lf - base > maxLineBytes + 1) {
      return this.refuse("head_too_large", `the status line is longer than ${maxLineBytes} bytes`);
    }
    if (lf === end) return -1;
    const cr = lf - 1;
    if (bytes[cr] !== CR) return this.refuse("bad_line_ending", "the status line ends with a bare line feed");
    const minor = bytes[base + 7] - 48;
    const status = cr >= base + 12 ? threeDigits(bytes, base + 9) : -1;
    // RFC 9112 section 4 demands the space after the code even without a reason; servers that leave it out are understood.
    const separated = cr === base + 12 || bytes[base + 12] === SP;
    if ((minor !== 0 && minor !== 1) || bytes[base + 8] !== SP || status < 100 || !separated) {
      return this.refuse("bad_request_line", "the status line is malformed");
    }
    for (let at = base + 13; at < cr; at++) {
      if (fieldValueChar[bytes[at]] !== 1) {
        return this.refuse("bad_request_line", "a control character in the reason phrase");
      }
    }
    this.minorVersion = minor;
    this.status = status;
    return lf + 1;
  }

  headRead(bytes: Buffer, base: number, after: number, fieldsStart: number): void {
    const { status, minorVersion } = this;
    const declared = declaredFraming(fieldTable, bytes, base);
    if (declared.fault !== null) {
      this.fault = declared.fault;
      return;
    }
    if (declared.chunked && minorVersion === 0) {
      this.refuse("bad_transfer_encoding", "Transfer-Encoding in an HTTP/1.0 response");
      return;
    }
    const framing = this.framing(declared);
    const interim = status < 200 && status !== 101;
    if (interim) {
      if (++this.interim > maxInterim) {
        this.refuse("bad_request_line", `more than ${maxInterim} interim responses`);
        return;
      }
      this.state = HEAD;
    } else if (framing === "chunked") {
      this.decoder ??= new ChunkedDecoder(this.limits);
      this.state = CHUNKED_BODY;
    } else if (framing === "length") {
      this.remaining = declared.contentLength;
      this.state = LENGTH_BODY;
    } else this.state = framing === "close" ? CLOSE_BODY : COMPLETE;
    this.sink.onHead({
      text: null,
      fieldsStart,
      generation: fieldTable.generation,
      list: null,
      namesFields: declared.namesFields,
      bytes,
      base,
      length: after - base,
      input: currentInput(),
      status,
      minorVersion,
      framing,
      contentLength: declared.contentLength > 0 ? declared.contentLength : 0,
      keepAlive: framing !== "close" && !declared.close && (minorVersion === 1 || declared.keepAlive),
      hasDate: fieldTable.has(DATE),
      hasLength: fieldTable.has(CONTENT_LENGTH),
      hasKeepAlive: fieldTable.has(KEEP_ALIVE),
      onlyKeepAlive: declared.onlyKeepAlive,
      relayedHead: 0,
    });
    if (!interim && framing === "none") this.sink.onEnd([]);
  }

  /** RFC 9112 section 6.3. */
  private framing({ chunked, contentLength }: DeclaredFraming): Framing {
    const { status, requestMethod } = this;
    if (status < 200 || status === 204 || status === 304 || requestMethod === "HEAD") return "none";
    if (requestMethod === "CONNECT" && status < 300) return "none";
    if (chunked) return "chunked";
    if (contentLength === -1) return "close";
    return contentLength > 0 ? "length" : "none";
  }

  private refuse(code: ErrorCode, message: string): number {
    this.fault ??= { code, message };
    return -1;
  }
}

function threeDigits(bytes: Buffer, at: number): number {
  const a = bytes[at] - 48;
  const b = bytes[at + 1] - 48;
  const c = bytes[at + 2] - 48;
  if (!(a >= 0 && a <= 9 && b >= 0 && b <= 9 && c >= 0 && c <= 9)) return -1;
  return a * 100 + b * 10 + c;
}
