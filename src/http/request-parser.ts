import type { ErrorCode } from "../core/errors.ts";
import { isAuthority } from "./authority.ts";
import { END, targetChar, tokenChar } from "./characters.ts";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { FieldLines, NEED_MORE, REFUSED } from "./field-lines.ts";
import { declaredFraming } from "./framing.ts";
import { HeadBuffer } from "./head-buffer.ts";
import { detached } from "./latin1.ts";
import { parseTarget, type Target } from "./target.ts";
import type { Limits, MessageSink, Parser, RequestHead, SyntaxFault } from "./types.ts";

const CR = 13;
const LF = 10;
const HTAB = 9;
const SP = 32;

const START = 0;
const FIELDS = 1;
const LENGTH_BODY = 2;
const CHUNKED_BODY = 3;
const COMPLETE = 4;

const versionShape = /^HTTP\/\d\.\d$/;

let lastHost = "";

/**
 * `host` as a string of its own, the same one for all connections in a row that name it. As cut from a head it would keep
 * the text of that whole head alive until the connection ends.
 */
function shared(host: string): string {
  if (host !== lastHost) lastHost = detached(host);
  return lastHost;
}

/**
 * Incremental parser of HTTP/1.0 and 1.1 requests (RFC 9112), strict by default: whatever two parsers might read
 * differently is refused. One per connection, made by it, reused for every request on it. Never throws: `fault` says why
 * it stopped.
 */
export class RequestParser implements Parser {
  fault: SyntaxFault | null = null;
  paused = false;
  private state = START;
  private readonly limits: Limits;
  private readonly sink: MessageSink<RequestHead>;
  private readonly head = new HeadBuffer();
  private readonly fields: FieldLines;
  private decoder: ChunkedDecoder | null = null;
  private remaining = 0;
  private skippedEmptyLine = false;
  private method = "";
  private rawTarget = "";
  private minorVersion: 0 | 1 = 1;
  /** The last Host found valid: clients repeat it on every request of a connection. */
  private knownHost = "";

  constructor(limits: Limits, sink: MessageSink<RequestHead>) {
    this.limits = limits;
    this.sink = sink;
    this.fields = new FieldLines(limits.maxFields);
  }

  get complete(): boolean {
    return this.state === COMPLETE;
  }

  get idle(): boolean {
    // Not `head.empty`: an empty line skipped before the request line is no beginning of a request.
    return this.state === START && this.head.heldBytes === 0;
  }

  next(): void {
    this.state = START;
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
    const stop = this.head.windowEnd(start, end, this.limits.maxHeadBytes);
    const held = this.head.heldBytes;
    let text = this.head.take(buffer, start, stop);
    // At its limit an unfinished line is read too: the answer must not depend on where the input was cut.
    if (text === null && this.overLong()) text = this.head.unfinished;
    let at = 0;
    if (text !== null) {
      const bytes = held === 0 ? buffer : Buffer.from(text, "latin1");
      const base = held === 0 ? start : 0;
      if (this.state === START) at = this.readRequestLine(text, bytes, base);
      if (this.state === FIELDS && this.fault === null) {
        const after = this.fields.read(text, at, bytes, base);
        if (after === REFUSED) this.fault = this.fields.fault;
        else if (after !== NEED_MORE) {
          this.head.reset();
          this.begin();
          return start + after - held;
        } else at = this.fields.resumeAt;
      }
      this.head.keep(text, at);
    }
    if (this.fault === null && this.overLong()) {
      if (this.state === START) this.refuseLong();
      else this.refuse("head_too_large", `the request head is longer than ${this.limits.maxHeadBytes} bytes`);
    }
    return stop;
  }

  /** Whether a head that is not complete yet can only become too long. */
  private overLong(): boolean {
    const { maxHeadBytes, maxLineBytes } = this.limits;
    return this.head.size >= maxHeadBytes || (this.state === START && this.head.heldBytes > maxLineBytes + 1);
  }

  /** Reads the request line at the start of `text`; returns where the fields begin, or 0 if it is incomplete. */
  private readRequestLine(text: string, bytes: Uint8Array, base: number): number {
    const length = text.length;
    const { maxLineBytes } = this.limits;
    let at = 0;
    // RFC 9112 section 2.2: one empty line before a request is forgiven (old clients end a POST body with it).
    if (text.charCodeAt(0) === CR && !this.skippedEmptyLine) {
      if (length === 1) return 0;
      if (text.charCodeAt(1) === LF) {
        this.skippedEmptyLine = true;
        at = 2;
        if (length === 2) return 2;
      }
    }
    const methodStart = at;
    let code = bytes[base + at];
    while (tokenChar[code] === 1) code = ++at < length ? bytes[base + at] : END;
    if (code === END) return methodStart;
    if (code !== SP || at === methodStart) {
      if (at - methodStart > maxLineBytes) return this.refuseLong();
      return this.refuseLine(code, "the method is not a token followed by one space");
    }
    const methodEnd = at;
    const targetStart = ++at;
    code = at < length ? bytes[base + at] : END;
    while (targetChar[code] === 1) code = ++at < length ? bytes[base + at] : END;
    if (code === END) return methodStart;
    if (at - methodStart > maxLineBytes) return this.refuseLong();
    if (code !== SP || at === targetStart) return this.refuseTarget(code, at === targetStart);
    const versionStart = at + 1;
    const lf = text.indexOf("\n", versionStart);
    const lineEnd = lf < 0 ? length : lf;
    if (lineEnd - versionStart > 9) {
      if (versionStart + 9 - methodStart > maxLineBytes) return this.refuseLong();
      return this.refuseLine(0, "the request line does not end after its version");
    }
    if (lf < 0) return methodStart;
    if (lf - 1 - methodStart > maxLineBytes) return this.refuseLong();
    if (lf - versionStart === 9 && text.startsWith("HTTP/1.1\r", versionStart)) this.minorVersion = 1;
    else if (lf - versionStart === 9 && text.startsWith("HTTP/1.0\r", versionStart)) this.minorVersion = 0;
    else return this.refuseVersion(text.substring(versionStart, lf));
    this.method = text.substring(methodStart, methodEnd);
    this.rawTarget = text.substring(targetStart, at);
    this.state = FIELDS;
    return lf + 1;
  }

  private refuseLong(): number {
    this.refuse("target_too_long", `the request line is longer than ${this.limits.maxLineBytes} bytes`);
    return 0;
  }

  private refuseLine(code: number, message: string): number {
    if (code === LF) this.refuse("bad_line_ending", "a line ends with a bare line feed");
    else this.refuse("bad_request_line", message);
    return 0;
  }

  private refuseTarget(code: number, empty: boolean): number {
    if (code === LF || code === CR) this.refuseLine(code, "the request line has no HTTP version");
    else if (empty && (code === SP || code === HTAB))
      this.refuse("bad_request_line", "the parts of the request line are not separated by one space");
    else this.refuse("bad_target", `character 0x${code.toString(16).padStart(2, "0")} in the request-target`);
    return 0;
  }

  private refuseVersion(line: string): number {
    const ended = line.endsWith("\r");
    const version = ended ? line.slice(0, -1) : line;
    if (!ended) this.refuse("bad_line_ending", "a line ends with a bare line feed");
    else if (versionShape.test(version))
      this.refuse("unsupported_version", `${version} is not spoken here: HTTP/1.0 and 1.1 are`);
    else this.refuse("bad_request_line", "the request line does not end with an HTTP version");
    return 0;
  }

  /** The head is whole: checks what its fields mean together and delivers it. */
  private begin(): void {
    const { method, rawTarget, minorVersion } = this;
    const headers = this.fields.list;
    // A piece of a head keeps all of its text alive: nothing is kept while the body comes or the connection is idle.
    this.method = "";
    this.rawTarget = "";
    this.fields.reset();
    const declared = declaredFraming(headers);
    if (declared.fault !== null) {
      this.fault = declared.fault;
      return;
    }
    const target = parseTarget(method, rawTarget);
    if (target === null) {
      this.refuse("bad_target", "the request-target has none of the forms its method allows");
      return;
    }
    const authority = this.checkHost(declared.hosts, declared.host, target);
    if (authority === null) return;
    // The same text as one string for the whole connection: whoever compares it again compares an address.
    if (declared.hosts === 1) headers[declared.hostAt] = this.knownHost;
    if (declared.chunked && minorVersion === 0) {
      this.refuse("bad_transfer_encoding", "Transfer-Encoding in an HTTP/1.0 request");
      return;
    }
    let expectContinue = false;
    if (declared.expect !== null && minorVersion === 1) {
      if (declared.expect.toLowerCase() !== "100-continue") {
        this.refuse("unsupported_expectation", "only `Expect: 100-continue` is understood");
        return;
      }
      expectContinue = true;
    }
    if (target.form === "authority" && (declared.chunked || declared.contentLength > 0)) {
      // RFC 9110 section 9.3.6: what follows a CONNECT belongs to the tunnel; as a body it would be taken from it.
      this.refuse("ambiguous_length", "a CONNECT request has no content");
      return;
    }
    const contentLength = Math.max(declared.contentLength, 0);
    const framing = declared.chunked ? "chunked" : contentLength > 0 ? "length" : "none";
    if (framing === "chunked") {
      this.decoder ??= new ChunkedDecoder(this.limits);
      this.state = CHUNKED_BODY;
    } else if (framing === "length") {
      this.remaining = contentLength;
      this.state = LENGTH_BODY;
    } else this.state = COMPLETE;
    this.sink.onHead({
      method,
      target: rawTarget,
      form: target.form,
      path: target.path,
      query: target.query,
      minorVersion,
      headers,
      authority,
      framing,
      contentLength,
      keepAlive: minorVersion === 1 ? !declared.close : declared.keepAlive && !declared.close,
      expectContinue: expectContinue && framing !== "none",
      upgrade: declared.upgrade && declared.connectionUpgrade && minorVersion === 1,
    });
    if (framing === "none") this.sink.onEnd([]);
  }

  /** RFC 9112 section 3.2: exactly one valid Host in HTTP/1.1, and the target's own authority must not contradict it. */
  private checkHost(hosts: number, host: string, target: Target): string | null {
    if (hosts > 1) return this.refuseHost("more than one Host");
    if (hosts === 0) {
      if (this.minorVersion === 1) return this.refuseHost("no Host in an HTTP/1.1 request");
      return target.authority;
    }
    if (host !== this.knownHost || host === "") {
      if (!isAuthority(host)) return this.refuseHost("Host is not a host name or address with an optional port");
      this.knownHost = shared(host);
    }
    if (target.authority !== "" && target.authority !== host && target.authority.toLowerCase() !== host.toLowerCase()) {
      return this.refuseHost("Host differs from the authority of the request-target");
    }
    return this.knownHost;
  }

  private refuseHost(message: string): null {
    this.refuse("bad_host", message);
    return null;
  }

  private refuse(code: ErrorCode, message: string): void {
    this.fault ??= { code, message };
  }
}
