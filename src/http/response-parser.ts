import type { ErrorCode } from "../core/errors.ts";
import { fieldValueChar } from "./characters.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { FieldLines, NEED_MORE, REFUSED } from "./field-lines.ts";
import { declaredFraming } from "./framing.ts";
import { HeadBuffer } from "./head-buffer.ts";
import type { Framing, Limits, MessageSink, Parser, ResponseHead, SyntaxFault } from "./types.ts";

const CR = 13;
const SP = 32;

const START = 0;
const FIELDS = 1;
const LENGTH_BODY = 2;
const CHUNKED_BODY = 3;
const CLOSE_BODY = 4;
const COMPLETE = 5;

/** Interim answers accepted before a final one: 1xx floods hold a connection without ever answering. */
const maxInterim = 16;

/**
 * Incremental parser of HTTP/1.0 and 1.1 responses (RFC 9112), strict where a mistake would let one response be taken for
 * another. One per upstream connection, made by it. Call `expect` with the request's method before each response. Never
 * throws: `fault` says why it stopped.
 */
export class ResponseParser implements Parser {
  fault: SyntaxFault | null = null;
  paused = false;
  private state = START;
  private readonly limits: Limits;
  private readonly sink: MessageSink<ResponseHead>;
  private readonly head = new HeadBuffer();
  private readonly fields: FieldLines;
  private decoder: ChunkedDecoder | null = null;
  private remaining = 0;
  private requestMethod = "GET";
  private interim = 0;
  private minorVersion: 0 | 1 = 1;
  private status = 0;
  private reason = "";

  constructor(limits: Limits, sink: MessageSink<ResponseHead>) {
    this.limits = limits;
    this.sink = sink;
    this.fields = new FieldLines(limits.maxFields);
  }

  get complete(): boolean {
    return this.state === COMPLETE;
  }

  get idle(): boolean {
    return this.state === START && this.head.empty && this.interim === 0;
  }

  /** The method the next response answers: HEAD has no body, a 2xx to CONNECT is a tunnel. */
  expect(method: string): void {
    this.requestMethod = method;
  }

  next(): void {
    this.state = START;
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
          at = this.readHead(buffer, at, end);
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

  private readHead(buffer: Buffer, start: number, end: number): number {
    const stop = this.head.windowEnd(start, end, this.limits.maxHeadBytes);
    const held = this.head.heldBytes;
    let text = this.head.take(buffer, start, stop);
    // At its limit an unfinished line is read too: the answer must not depend on where the input was cut.
    if (text === null && this.overLong()) text = this.head.unfinished;
    let at = 0;
    if (text !== null) {
      const bytes = held === 0 ? buffer : Buffer.from(text, "latin1");
      const base = held === 0 ? start : 0;
      const whole = this.state === START;
      if (whole) at = this.readStatusLine(text);
      if (this.state === FIELDS && this.fault === null) {
        const after = this.fields.read(text, at, bytes, base);
        if (after === REFUSED) this.fault = this.fields.fault;
        else if (after !== NEED_MORE) {
          this.head.reset();
          this.begin(whole ? text.substring(at, after - 2) : null);
          return start + after - held;
        } else at = this.fields.resumeAt;
      }
      this.head.keep(text, at);
    }
    if (this.fault === null && this.overLong()) {
      this.refuse("head_too_large", `the response head is longer than ${this.limits.maxHeadBytes} bytes`);
    }
    return stop;
  }

  /** Whether a head that is not complete yet can only become too long. */
  private overLong(): boolean {
    const { maxHeadBytes, maxLineBytes } = this.limits;
    return this.head.size >= maxHeadBytes || (this.state === START && this.head.heldBytes > maxLineBytes + 1);
  }

  /** Reads the status line at the start of `text`; returns where the fields begin, or 0 if it is incomplete. */
  private readStatusLine(text: string): number {
    const lf = text.indexOf("\n");
    const { maxLineBytes } = this.limits;
    // What does not even begin like a status line is refused now instead of when its limit is reached.
    if ((lf >= 0 || text.length >= 7) && !text.startsWith("HTTP/1.")) {
      this.refuse("bad_request_line", "not an HTTP/1 status line");
      return 0;
    }
    if (lf < 0 ? text.length > maxLineBytes + 1 : lf > maxLineBytes + 1) {
      this.refuse("head_too_large", `the status line is longer than ${maxLineBytes} bytes`);
      return 0;
    }
    if (lf < 0) return 0;
    if (text.charCodeAt(lf - 1) !== CR) {
      this.refuse("bad_line_ending", "the status line ends with a bare line feed");
      return 0;
    }
    const minor = text.charCodeAt(7) - 48;
    const status = threeDigits(text, 9);
    // RFC 9112 section 4 demands the space after the code even without a reason; servers that leave it out are understood.
    const separated = lf === 13 || text.charCodeAt(12) === SP;
    if ((minor !== 0 && minor !== 1) || text.charCodeAt(8) !== SP || status < 100 || !separated) {
      this.refuse("bad_request_line", "the status line is malformed");
      return 0;
    }
    for (let at = 13; at < lf - 1; at++) {
      if (fieldValueChar[text.charCodeAt(at)] !== 1) {
        this.refuse("bad_request_line", "a control character in the reason phrase");
        return 0;
      }
    }
    this.minorVersion = minor;
    this.status = status;
    this.reason = lf > 14 ? text.substring(13, lf - 1) : "";
    this.state = FIELDS;
    return lf + 1;
  }

  private begin(lines: string | null): void {
    const { status, minorVersion, reason } = this;
    const headers = this.fields.list;
    // A piece of a head keeps all of its text alive: nothing is kept while the body comes or the connection is idle.
    this.reason = "";
    this.fields.reset();
    const declared = declaredFraming(headers);
    if (declared.fault !== null) {
      this.fault = declared.fault;
      return;
    }
    if (declared.chunked && minorVersion === 0) {
      this.refuse("bad_transfer_encoding", "Transfer-Encoding in an HTTP/1.0 response");
      return;
    }
    const framing = this.framing(declared.chunked, declared.contentLength);
    const keepAlive = minorVersion === 1 ? !declared.close : declared.keepAlive && !declared.close;
    const interim = status < 200 && status !== 101;
    if (interim) {
      if (++this.interim > maxInterim) {
        this.refuse("bad_request_line", `more than ${maxInterim} interim responses`);
        return;
      }
      this.state = START;
    } else if (framing === "chunked") {
      this.decoder ??= new ChunkedDecoder(this.limits);
      this.state = CHUNKED_BODY;
    } else if (framing === "length") {
      this.remaining = declared.contentLength;
      this.state = LENGTH_BODY;
    } else this.state = framing === "close" ? CLOSE_BODY : COMPLETE;
    this.sink.onHead({
      status,
      reason,
      minorVersion,
      headers,
      lines,
      framing,
      contentLength: Math.max(declared.contentLength, 0),
      keepAlive: keepAlive && framing !== "close",
    });
    if (!interim && framing === "none") this.sink.onEnd([]);
  }

  /** RFC 9112 section 6.3. */
  private framing(chunked: boolean, contentLength: number): Framing {
    const { status, requestMethod } = this;
    if (status < 200 || status === 204 || status === 304 || requestMethod === "HEAD") return "none";
    if (requestMethod === "CONNECT" && status < 300) return "none";
    if (chunked) return "chunked";
    if (contentLength === -1) return "close";
    return contentLength > 0 ? "length" : "none";
  }

  private refuse(code: ErrorCode, message: string): void {
    this.fault ??= { code, message };
  }
}

function threeDigits(text: string, at: number): number {
  const a = text.charCodeAt(at) - 48;
  const b = text.charCodeAt(at + 1) - 48;
  const c = text.charCodeAt(at + 2) - 48;
  if (!(a >= 0 && a <= 9 && b >= 0 && b <= 9 && c >= 0 && c <= 9)) return -1;
  return a * 100 + b * 10 + c;
}
