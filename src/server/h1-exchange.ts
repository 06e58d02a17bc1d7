import { FlotillaError } from "../core/errors.ts";
import type { BodySink, Exchange, FieldChoice, Upgraded } from "../core/exchange.ts";
import { httpDate } from "../http/date.ts";
import { headFields } from "../http/parsed-head.ts";
import { forwardHead, type RequestHead, requestValue } from "../http/request-head.ts";
import { cachedFieldLines, chunkSize, fieldLines, lastChunk, statusLine } from "../http/serialize.ts";
import type { Connection } from "./connection.ts";
import type { FinishedRecord } from "./types.ts";

/** How the body of the answer is framed. */
const NONE = 0;
const LENGTH = 1;
const CHUNKED = 2;
const UNTIL_CLOSE = 3;

/**
 * One exchange on an HTTP/1.1 connection. Made by its connection for each request, never reused: a handler that answers
 * late must not reach the next request.
 */
export class H1Exchange implements Exchange {
  maxBodyBytes: number;
  autoDate = true;
  started = false;
  /** The answer is complete, or never will be. */
  closed = false;
  status = 0;
  bytesSent = 0;
  /** Whether the connection may serve another request after this one; decided when the head is sent. */
  keepAlive = false;
  sink: BodySink | null = null;
  bodyReceived = 0;
  readonly startedAt: number;
  private readonly head: RequestHead;
  private readonly connection: Connection;
  private framing = NONE;
  private remaining = 0;
  private continueSent = false;
  private abortReason: Error | null = null;
  /** All of them in one: nearly always there is one at most. */
  private abortListener: ((reason: Error) => void) | null = null;
  private controller: AbortController | null = null;

  constructor(connection: Connection, head: RequestHead, startedAt: number) {
    this.connection = connection;
    this.head = head;
    this.maxBodyBytes = connection.settings.maxBodyBytes;
    this.startedAt = startedAt;
  }

  get method(): string {
    return this.head.method;
  }

  get path(): string {
    return this.head.path;
  }

  get query(): string {
    return this.head.query;
  }

  get target(): string {
    const { head } = this;
    if (head.form === "origin") return head.target;
    return head.query === "" ? head.path : `${head.path}?${head.query}`;
  }

  get protocol(): "HTTP/1.0" | "HTTP/1.1" {
    return this.head.minorVersion === 1 ? "HTTP/1.1" : "HTTP/1.0";
  }

  get scheme(): "http" | "https" {
    return this.connection.scheme;
  }

  get authority(): string {
    return this.head.authority;
  }

  get headers(): readonly string[] {
    return headFields(this.head);
  }

  get remoteAddress(): string {
    return this.connection.remoteAddress;
  }

  get remotePort(): number {
    return this.connection.remotePort;
  }

  get bodyLength(): number | null {
    return this.head.framing === "chunked" ? null : this.head.contentLength;
  }

  get wantsUpgrade(): boolean {
    return this.head.upgrade;
  }

  /** The client waits for `100 Continue` and has not been told. */
  get awaitsContinue(): boolean {
    return this.head.expectContinue && !this.continueSent;
  }

  /** A sink takes the body, and its end has not come. */
  get reading(): boolean {
    return this.sink !== null && this.sink !== discarded;
  }

  header(name: string): string | undefined {
    return requestValue(this.head, name);
  }

  forwardHead(target: string, added: string, choice: FieldChoice): string | null {
    return forwardHead(this.head, target, added, choice);
  }

  readBody(sink: BodySink): void {
    if (this.sink !== null) throw new Error("the request body has already been read");
    this.sink = sink;
    if (this.head.framing === "none") this.endBody([]);
    else if (this.closed)
      this.failBody(this.abortReason ?? new Error("the answer is complete: the request body is gone"));
    else if (this.head.contentLength > this.maxBodyBytes) this.refuseBody();
    else {
      if (this.awaitsContinue && !this.started) {
        this.continueSent = true;
        this.connection.output.writeText("HTTP/1.1 100 Continue\r\n\r\n");
      }
      this.connection.resumeBody(this);
    }
  }

  resumeBody(): void {
    if (this.sink !== null) this.connection.resumeBody(this);
  }

  /** A piece of body arrived: hands it on. False pauses. */
  deliver(chunk: Buffer): boolean {
    const sink = this.sink;
    if (sink === null) return true;
    this.bodyReceived += chunk.length;
    if (this.bodyReceived > this.maxBodyBytes) {
      this.refuseBody();
      return false;
    }
    return sink.onData(chunk);
  }

  private refuseBody(): void {
    const message = `the request body is larger than ${this.maxBodyBytes} bytes`;
    this.failBody(new FlotillaError("body_too_large", message));
  }

  /** The body will never be complete (or is not wanted any more). */
  failBody(error: Error): void {
    const sink = this.sink;
    // Not read yet: whoever tries is told then.
    if (sink === null) return;
    this.sink = discarded;
    sink.onError(error);
  }

  endBody(trailers: readonly string[]): void {
    const sink = this.sink;
    if (sink !== null) {
      this.sink = discarded;
      sink.onEnd(trailers);
    }
  }

  get signal(): AbortSignal {
    if (this.controller === null) {
      this.controller = new AbortController();
      if (this.abortReason !== null) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  onAbort(listener: (reason: Error) => void): void {
    if (this.abortReason !== null) return listener(this.abortReason);
    if (this.closed) return;
    const before = this.abortListener;
    if (before === null) this.abortListener = listener;
    else {
      this.abortListener = (reason) => {
        before(reason);
        listener(reason);
      };
    }
  }

  get aborted(): boolean {
    return this.abortReason !== null;
  }

  /** The client left before the answer was complete. The answer is still written if it comes: it may be half closed. */
  abort(reason: Error): void {
    if (!this.closed) this.fireAbort(reason);
  }

  /** The server answers in the handler's place (a malformed or overdue body): nothing the handler does counts any more. */
  supersede(reason: Error, status: number): void {
    this.closed = true;
    this.started = true;
    this.status = status;
    this.fireAbort(reason);
    this.failBody(reason);
  }

  private fireAbort(reason: Error): void {
    if (this.abortReason !== null) return;
    this.abortReason = reason;
    const listener = this.abortListener;
    this.abortListener = null;
    this.controller?.abort(reason);
    listener?.(reason);
  }

  inform(status: number, headers: readonly string[]): void {
    if (status < 100 || status > 199 || status === 101) throw new TypeError(`${status} is not an interim status`);
    if (this.started || this.closed || this.head.minorVersion === 0) return;
    if (status === 100) this.continueSent = true;
    this.connection.output.writeText(`${statusLine(status)}${fieldLines(headers)}\r\n`);
  }

  send(
    status: number,
    headers: readonly string[],
    body: string | Uint8Array | null,
    encoding: "utf8" | "latin1" = "utf8",
  ): void {
    if (this.closed) return;
    if (this.started) throw new Error("the answer has already been started");
    if (status < 200) throw new TypeError(`${status} is not a final status`);
    const bytes =
      body === null
        ? 0
        : typeof body !== "string"
          ? body.byteLength
          : encoding === "latin1"
            ? body.length
            : Buffer.byteLength(body);
    const bodiless = status === 204 || status === 304;
    const head = this.renderHead(
      status,
      cachedFieldLines(headers),
      bodiless ? "" : `content-length: ${bytes}\r\n`,
      false,
    );
    this.started = true;
    this.status = status;
    if (bytes === 0 || bodiless || this.head.method === "HEAD") this.connection.output.gather(head);
    else if (typeof body !== "string") this.connection.output.writeBytes(head, body as Uint8Array, "");
    else if (bytes === body.length) this.connection.output.gather(head + body);
    else this.connection.output.writeBytes(head, Buffer.from(body), "");
    this.bytesSent = head.length + (bodiless || this.head.method === "HEAD" ? 0 : bytes);
    this.finish();
  }

  get persists(): boolean {
    return this.head.keepAlive && this.head.minorVersion === 1 && this.connection.mayPersist(this, false);
  }

  sendMessage(status: number, message: string, headLength: number): void {
    if (this.closed) return;
    if (this.started) throw new Error("the answer has already been started");
    const added = this.addedLines(false);
    this.started = true;
    this.status = status;
    this.bytesSent = message.length + added.length;
    const { output } = this.connection;
    if (added === "") output.gather(message);
    else output.gather(message.slice(0, headLength - 2) + added + message.slice(headLength - 2));
    this.finish();
  }

  begin(status: number, headers: readonly string[], length: number | null): void {
    if (this.closed) return;
    if (this.started) throw new Error("the answer has already been started");
    if (status < 200) throw new TypeError(`${status} is not a final status`);
    if (length !== null && !(Number.isSafeInteger(length) && length >= 0))
      throw new TypeError(`${length} is not the length of a body`);
    const bodiless = status === 204 || status === 304;
    let framingLine = "";
    let framing = NONE;
    if (bodiless) framing = NONE;
    else if (length !== null) {
      framing = LENGTH;
      framingLine = `content-length: ${length}\r\n`;
    } else if (this.head.minorVersion === 0) framing = UNTIL_CLOSE;
    else {
      framing = CHUNKED;
      // A HEAD answer without a known length says nothing of one (RFC 9110 section 8.6).
      framingLine = this.head.method === "HEAD" ? "" : "transfer-encoding: chunked\r\n";
    }
    const head = this.renderHead(status, cachedFieldLines(headers), framingLine, true, framing === UNTIL_CLOSE);
    this.framing = this.head.method === "HEAD" ? NONE : framing;
    this.remaining = length ?? 0;
    this.started = true;
    this.status = status;
    this.bytesSent = head.length;
    this.connection.output.writeText(head);
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.closed) return false;
    if (!this.started) throw new Error("the answer has not been started");
    const bytes = typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk.byteLength;
    if (this.framing === NONE || bytes === 0) return this.connection.output.writable;
    let before = "";
    let after = "";
    if (this.framing === LENGTH) {
      this.remaining -= bytes;
      if (this.remaining < 0) {
        this.destroy(
          new FlotillaError("response_length_mismatch", "the response body is longer than its Content-Length"),
        );
        return false;
      }
    } else if (this.framing === CHUNKED) {
      before = chunkSize(bytes);
      after = "\r\n";
    }
    this.bytesSent += bytes;
    if (typeof chunk !== "string") return this.connection.output.writeBytes(before, chunk, after);
    if (bytes === chunk.length) return this.connection.output.writeText(before + chunk + after);
    return this.connection.output.writeBytes(before, Buffer.from(chunk), after);
  }

  onDrain(listener: () => void): void {
    if (!this.closed) this.connection.output.onDrain(listener);
  }

  end(trailers: readonly string[] = []): void {
    if (this.closed) return;
    if (!this.started) throw new Error("the answer has not been started");
    if (this.framing === LENGTH && this.remaining > 0) {
      const missing = `${this.remaining} bytes of the response body are missing`;
      return this.destroy(new FlotillaError("response_length_mismatch", missing));
    }
    if (this.framing === CHUNKED) this.connection.output.gather(lastChunk(trailers));
    this.finish();
  }

  destroy(reason: Error = new FlotillaError("handler_failed", "the answer was given up")): void {
    if (this.closed) return;
    this.connection.cut(reason);
  }

  upgrade(): Upgraded | null {
    if (this.started || this.closed || !this.connection.requestComplete) return null;
    this.started = true;
    this.status = 101;
    this.closed = true;
    return this.connection.handOver();
  }

  /** What the access log is told of this exchange once it is over. */
  record(): FinishedRecord {
    return {
      method: this.method,
      path: this.path,
      query: this.query,
      protocol: this.protocol,
      status: this.status,
      remoteAddress: this.remoteAddress,
      remotePort: this.remotePort,
      bytesSent: this.bytesSent,
      durationMs: performance.now() - this.startedAt,
    };
  }

  private finish(): void {
    this.closed = true;
    this.abortListener = null;
    this.connection.answered();
  }

  private renderHead(
    status: number,
    lines: string,
    framingLine: string,
    streamed: boolean,
    untilClose = false,
  ): string {
    return `${statusLine(status)}${lines}${framingLine}${this.addedLines(streamed, untilClose)}\r\n`;
  }

  /** The lines that this hop adds to an answer; decides whether the connection persists. */
  private addedLines(streamed: boolean, untilClose = false): string {
    const { connection } = this;
    const { serverLine } = connection.settings;
    this.keepAlive = !untilClose && this.head.keepAlive && connection.mayPersist(this, streamed);
    const date = this.autoDate ? `${serverLine}date: ${httpDate()}\r\n` : serverLine;
    if (!this.keepAlive) return `connection: close\r\n${date}`;
    return this.head.minorVersion === 0 ? `connection: keep-alive\r\n${date}` : date;
  }
}

/** Stands in once a body's end was reported: whatever still comes is dropped. */
const discarded: BodySink = { onData: () => true, onEnd: () => {}, onError: () => {} };
