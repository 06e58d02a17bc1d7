import type { ErrorCode } from "../core/errors.ts";
import { fieldValueChar } from "./characters.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { FieldLines, NEED_MORE, REFUSED } from "./field-lines.ts";
import { CONTENT_LENGTH, DATE, fieldTable, KEEP_ALIVE } from "./field-table.ts";
import { type DeclaredFraming, declaredFraming } from "./framing.ts";
import { HeadBuffer, hasLineFeed } from "./head-buffer.ts";
import { currentInput, nextInput } from "./parsed-head.ts";
import type { ResponseHead } from "./response-head.ts";
import type { Framing, Limits, MessageSink, Parser, SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const SP = 32;

/** What a status line begins with. */
const version1 = Uint8Array.from("HTTP/1.", (char) => char.charCodeAt(0));

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
  /** Counted from the head's first byte. */
  private fieldsStart = 0;

  constructor(limits: Limits, sink: MessageSink<ResponseHead>) {
    this.limits = limits;
    this.sink = sink;
    this.fields = new FieldLines(limits.maxFields);
  }

  get complete(): boolean {
    return this.state === COMPLETE;
  }

  get idle(): boolean {
    return this.state === START && this.head.length === 0 && this.interim === 0 && this.fault === null;
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
    const held = this.head.length;
    if (held > 0) return this.continueHead(buffer, start, end, held);
    const stop = Math.min(end, start + this.limits.maxHeadBytes);
    const after = this.scan(buffer, start, stop, start);
    if (after >= 0) {
      this.begin(buffer, start, after);
      return after;
    }
    if (this.fault === null) {
      this.head.append(buffer, start, stop);
      this.checkLength();
    }
    return stop;
  }

  /** Goes on with a head of which `held` bytes came before. */
  private continueHead(buffer: Buffer, start: number, end: number, held: number): number {
    const { head } = this;
    const stop = Math.min(end, start + this.limits.maxHeadBytes - held);
    head.append(buffer, start, stop);
    // Only a line feed can complete a line (or show that its ending is wrong). At its limit an unfinished line is read too:
    // the answer must not depend on where the input was cut.
    if (hasLineFeed(buffer, start, stop) || this.overLong()) {
      const after = this.scan(head.bytes, this.state === START ? 0 : this.fields.resumeAt, head.length, 0);
      if (after >= 0) {
        const { bytes } = head;
        head.reset();
        this.begin(bytes, 0, after);
        return start + after - held;
      }
    }
    this.checkLength();
    return stop;
  }

  /** Reads what has come of the head that begins at `bytes[base]`; returns where it ends, or -1 (more is needed, or a fault). */
  private scan(bytes: Buffer, start: number, end: number, base: number): number {
    let at = start;
    if (this.state === START) {
      at = this.readStatusLine(bytes, base, end);
      if (at < 0) return -1;
      this.state = FIELDS;
      this.fieldsStart = at - base;
    }
    const after = this.fields.read(bytes, at, end, base);
    if (after === REFUSED) this.fault = this.fields.fault;
    return after === REFUSED || after === NEED_MORE ? -1 : after;
  }

  private checkLength(): void {
    if (this.fault === null && this.overLong()) {
      this.refuse("head_too_large", `the response head is longer than ${this.limits.maxHeadBytes} bytes`);
    }
  }

  /** Whether a head that is not complete yet can only become too long. */
  private overLong(): boolean {
    const { maxHeadBytes, maxLineBytes } = this.limits;
    return this.head.length >= maxHeadBytes || (this.state === START && this.head.length > maxLineBytes + 1);
  }

  /** Reads the status line at `base`; returns where the fields begin, or -1 if it is incomplete or refused. */
  private readStatusLine(bytes: Buffer, base: number, end: number): number {
    const { maxLineBytes } = this.limits;
    let lf = base;
    while (lf < end && bytes[lf] !== LF) lf++;
    // What does not even begin like a status line is refused now instead of when its limit is reached.
    if ((lf < end || end - base >= version1.length) && !startsStatusLine(bytes, base, lf)) {
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

  /** The head `bytes[base, after)` is whole. */
  private begin(bytes: Buffer, base: number, after: number): void {
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
      this.state = START;
    } else if (framing === "chunked") {
      this.decoder ??= new ChunkedDecoder(this.limits);
      this.state = CHUNKED_BODY;
    } else if (framing === "length") {
      this.remaining = declared.contentLength;
      this.state = LENGTH_BODY;
    } else this.state = framing === "close" ? CLOSE_BODY : COMPLETE;
    this.sink.onHead({
      text: null,
      fieldsStart: this.fieldsStart,
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

/** Whether `bytes[start, end)`, seven bytes or a whole line, can be a status line. */
function startsStatusLine(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < version1.length) return false;
  for (let i = 0; i < version1.length; i++) if (bytes[start + i] !== version1[i]) return false;
  return true;
}

function threeDigits(bytes: Buffer, at: number): number {
  const a = bytes[at] - 48;
  const b = bytes[at + 1] - 48;
  const c = bytes[at + 2] - 48;
  if (!(a >= 0 && a <= 9 && b >= 0 && b <= 9 && c >= 0 && c <= 9)) return -1;
  return a * 100 + b * 10 + c;
}
