import type { ErrorCode } from "../core/errors.ts";
import { isAuthority } from "./authority.ts";
import { bytesOf, hasBytes } from "./bytes.ts";
import { END, targetChar, tokenChar } from "./characters.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { fieldTable, HOST } from "./field-table.ts";
import { declaredFraming } from "./framing.ts";
import { type HeadOwner, HeadReader } from "./head-reader.ts";
import { latin1 } from "./latin1.ts";
import type { RequestHead } from "./request-head.ts";
import { parseTarget, type Target } from "./target.ts";
import type { Limits, MessageSink, Parser, SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const HTAB = 9;
const SP = 32;

const HEAD = 0;
const LENGTH_BODY = 1;
const CHUNKED_BODY = 2;
const COMPLETE = 3;

const versionShape = /^HTTP\/\d\.\d$/;

/** The usual methods as constants: nothing is made of their bytes, and comparing them compares addresses. */
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"].map((name) => ({
  name,
  bytes: bytesOf(name),
}));

function methodOf(bytes: Buffer, start: number, end: number): string {
  for (let i = 0; i < methods.length; i++) {
    const method = methods[i].bytes;
    if (method.length === end - start && hasBytes(bytes, start, method)) return methods[i].name;
  }
  return latin1(bytes, start, end);
}

const version1 = bytesOf("HTTP/1.");

/** The minor version of `HTTP/1.x` CRLF at `at`, of which ten bytes are there; -1 for anything else. */
function minorVersionAt(bytes: Buffer, at: number): number {
  if (!hasBytes(bytes, at, version1)) return -1;
  const minor = bytes[at + 7] - 48;
  return (minor === 0 || minor === 1) && bytes[at + 8] === CR && bytes[at + 9] === LF ? minor : -1;
}

/** A Host found valid, and its bytes: comparing those costs less than a string cut from a head, which is made flat first. */
interface KnownHost {
  readonly text: string;
  readonly bytes: Uint8Array;
}

let lastHost: KnownHost = { text: "", bytes: bytesOf("") };

/** The same host for all connections in a row that name it. */
function known(text: string): KnownHost {
  if (text !== lastHost.text) lastHost = { text, bytes: bytesOf(text) };
  return lastHost;
}

/**
 * Incremental parser of HTTP/1.0 and 1.1 requests (RFC 9112), strict by default: whatever two parsers might read
 * differently is refused. One per connection, made by it, reused for every request on it. Never throws: `fault` says why
 * it stopped.
 */
export class RequestParser implements Parser, HeadOwner {
  fault: SyntaxFault | null = null;
  paused = false;
  private state = HEAD;
  private readonly limits: Limits;
  private readonly sink: MessageSink<RequestHead>;
  private readonly reader: HeadReader;
  private decoder: ChunkedDecoder | null = null;
  private remaining = 0;
  private skippedEmptyLine = false;
  private minorVersion: 0 | 1 = 1;
  /** Where the parts of the request line stand, counted from the head's first byte. */
  private methodEnd = 0;
  private targetEnd = 0;
  /** The last Host found valid: clients repeat it on every request of a connection. */
  private knownHost: KnownHost | null = null;

  constructor(limits: Limits, sink: MessageSink<RequestHead>) {
    this.limits = limits;
    this.sink = sink;
    this.reader = new HeadReader(limits, this);
  }

  get complete(): boolean {
    return this.state === COMPLETE;
  }

  get idle(): boolean {
    return this.state === HEAD && this.reader.held.length === 0 && this.fault === null;
  }

  next(): void {
    this.state = HEAD;
    this.skippedEmptyLine = false;
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
    const { held } = this.reader;
    // RFC 9112 section 2.2: one empty line before a request is forgiven (old clients end a POST body with it).
    if (!this.skippedEmptyLine && held.length < 2) {
      const halved = held.length === 1 && held.bytes[0] === CR && buffer[start] === LF;
      const whole = held.length === 0 && buffer[start] === CR && start + 1 < end && buffer[start + 1] === LF;
      if (halved || whole) {
        this.skippedEmptyLine = true;
        held.reset();
        return start + (halved ? 1 : 2);
      }
    }
    return this.reader.read(buffer, start, end);
  }

  headTooLong(inStartLine: boolean): void {
    if (inStartLine) this.refuseLong();
    else this.refuse("head_too_large", `the request head is longer than ${this.limits.maxHeadBytes} bytes`);
  }

  /** Reads the request line at `base`; returns where the fields begin, or -1 if it is incomplete or refused. */
  readStartLine(bytes: Buffer, base: number, end: number): number {
    const { maxLineBytes } = this.limits;
    let at = base;
    let code = bytes[at];
    while (tokenChar[code] === 1) code = ++at < end ? bytes[at] : END;
    if (code === END) return -1;
    if (code !== SP || at === base) {
      // The first half of an empty line, if the other half follows.
      if (code === CR && at + 1 === end && at === base && !this.skippedEmptyLine) return -1;
      if (at - base > maxLineBytes) return this.refuseLong();
      return this.refuseLine(code, "the method is not a token followed by one space");
    }
    this.methodEnd = at - base;
    const targetStart = ++at;
    code = at < end ? bytes[at] : END;
    while (targetChar[code] === 1) code = ++at < end ? bytes[at] : END;
    if (code === END) return -1;
    if (at - base > maxLineBytes) return this.refuseLong();
    if (code !== SP || at === targetStart) return this.refuseTarget(code, at === targetStart);
    this.targetEnd = at - base;
    const versionStart = at + 1;
    if (versionStart + 10 <= end) {
      const minor = minorVersionAt(bytes, versionStart);
      if (minor >= 0) {
        if (versionStart + 8 - base > maxLineBytes) return this.refuseLong();
        this.minorVersion = minor as 0 | 1;
        return versionStart + 10;
      }
    }
    return this.refuseEnd(bytes, base, versionStart, end);
  }

  /** What follows the target is not `HTTP/1.x` and a line end, or not yet. */
  private refuseEnd(bytes: Buffer, base: number, versionStart: number, end: number): number {
    const { maxLineBytes } = this.limits;
    // A version has 8 characters and its CR; anything longer does not become right.
    const text = latin1(bytes, versionStart, Math.min(end, versionStart + 11));
    const lf = text.indexOf("\n");
    if ((lf < 0 ? text.length : lf) > 9) {
      if (versionStart + 9 - base > maxLineBytes) return this.refuseLong();
      return this.refuseLine(0, "the request line does not end after its version");
    }
    if (lf < 0) return -1;
    if (versionStart + lf - 1 - base > maxLineBytes) return this.refuseLong();
    return this.refuseVersion(text.substring(0, lf));
  }

  private refuseLong(): number {
    this.refuse("target_too_long", `the request line is longer than ${this.limits.maxLineBytes} bytes`);
    return -1;
  }

  private refuseLine(code: number, message: string): number {
    if (code === LF) this.refuse("bad_line_ending", "a line ends with a bare line feed");
    else this.refuse("bad_request_line", message);
    return -1;
  }

  private refuseTarget(code: number, empty: boolean): number {
    if (code === LF || code === CR) this.refuseLine(code, "the request line has no HTTP version");
    else if (empty && (code === SP || code === HTAB))
      this.refuse("bad_request_line", "the parts of the request line are not separated by one space");
    else this.refuse("bad_target", `character 0x${code.toString(16).padStart(2, "0")} in the request-target`);
    return -1;
  }

  private refuseVersion(line: string): number {
    const ended = line.endsWith("\r");
    const version = ended ? line.slice(0, -1) : line;
    if (!ended) this.refuse("bad_line_ending", "a line ends with a bare line feed");
    else if (versionShape.test(version))
      this.refuse("unsupported_version", `${version} is not spoken here: HTTP/1.0 and 1.1 are`);
    else this.refuse("bad_request_line", "the request line does not end with an HTTP version");
    return -1;
  }

  /** Checks what the fields of a head mean together, and delivers it. */
  headRead(bytes: Buffer, base: number, after: number, fieldsStart: number): void {
    const { minorVersion, methodEnd } = this;
    const declared = declaredFraming(fieldTable, bytes, base);
    if (declared.fault !== null) {
      this.fault = declared.fault;
      return;
    }
    const text = latin1(bytes, base, after);
    const method = methodOf(bytes, base, base + methodEnd);
    const rawTarget = text.substring(methodEnd + 1, this.targetEnd);
    const target = parseTarget(method, rawTarget);
    if (target === null) return this.refuse("bad_target", "the request-target has none of the forms its method allows");
    const authority = this.checkHost(bytes, base, target);
    if (authority === null) return;
    if (declared.chunked && minorVersion === 0) {
      return this.refuse("bad_transfer_encoding", "Transfer-Encoding in an HTTP/1.0 request");
    }
    if (declared.expect !== null && minorVersion === 1 && declared.expect.toLowerCase() !== "100-continue") {
      return this.refuse("unsupported_expectation", "only `Expect: 100-continue` is understood");
    }
    if (target.form === "authority" && (declared.chunked || declared.contentLength > 0)) {
      // RFC 9110 section 9.3.6: what follows a CONNECT belongs to the tunnel; as a body it would be taken from it.
      return this.refuse("ambiguous_length", "a CONNECT request has no content");
    }
    const framing = declared.chunked ? "chunked" : declared.contentLength > 0 ? "length" : "none";
    if (framing === "chunked") {
      this.decoder ??= new ChunkedDecoder(this.limits);
      this.state = CHUNKED_BODY;
    } else if (framing === "length") {
      this.remaining = declared.contentLength;
      this.state = LENGTH_BODY;
    } else this.state = COMPLETE;
    this.sink.onHead({
      text,
      fieldsStart,
      generation: fieldTable.generation,
      list: null,
      namesFields: declared.namesFields,
      bytes: null,
      base: 0,
      length: text.length,
      input: 0,
      method,
      target: rawTarget,
      form: target.form,
      path: target.path,
      query: target.query,
      minorVersion,
      authority,
      hasHost: fieldTable.has(HOST),
      framing,
      contentLength: declared.contentLength > 0 ? declared.contentLength : 0,
      keepAlive: !declared.close && (minorVersion === 1 || declared.keepAlive),
      expectContinue: declared.expect !== null && minorVersion === 1 && framing !== "none",
      upgrade: declared.upgrade && declared.connectionUpgrade && minorVersion === 1,
    });
    if (framing === "none") this.sink.onEnd([]);
  }

  /** RFC 9112 section 3.2: exactly one valid Host in HTTP/1.1, and the target's own authority must not contradict it. */
  private checkHost(bytes: Buffer, base: number, target: Target): string | null {
    const table = fieldTable;
    if (!table.has(HOST)) {
      if (this.minorVersion === 1) return this.refuseHost("no Host in an HTTP/1.1 request");
      return target.authority;
    }
    if (table.hasMore(HOST)) return this.refuseHost("more than one Host");
    const index = table.first(HOST);
    const start = base + table.valueStart(index);
    const end = base + table.valueEnd(index);
    const same = this.knownHost?.bytes.length === end - start && hasBytes(bytes, start, this.knownHost.bytes);
    if (this.knownHost === null || !same) {
      const given = latin1(bytes, start, end);
      if (!isAuthority(given)) return this.refuseHost("Host is not a host name or address with an optional port");
      this.knownHost = known(given);
    }
    const host = this.knownHost.text;
    if (target.authority !== "" && target.authority !== host && target.authority.toLowerCase() !== host.toLowerCase()) {
      return this.refuseHost("Host differs from the authority of the request-target");
    }
    return host;
  }

  private refuseHost(message: string): null {
    this.refuse("bad_host", message);
    return null;
  }

  private refuse(code: ErrorCode, message: string): void {
    this.fault ??= { code, message };
  }
}
