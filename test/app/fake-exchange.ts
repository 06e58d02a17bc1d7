import { type BodySink, type Exchange, fieldValue, type Upgraded } from "../../src/core/exchange.ts";

export interface FakeRequest {
  method?: string;
  path?: string;
  query?: string;
  authority?: string;
  scheme?: "http" | "https";
  headers?: string[];
  /** Pieces of request body; they are handed over as the sink asks for them. */
  body?: Uint8Array[];
  bodyLength?: number | null;
}

/** An exchange in memory that records what was done with it. Room for `room` writes, then `drain()` makes more. */
export class FakeExchange implements Exchange {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly target: string;
  readonly protocol = "HTTP/1.1";
  readonly scheme: "http" | "https";
  readonly authority: string;
  readonly headers: readonly string[];
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly bodyLength: number | null;
  readonly wantsUpgrade = false;
  maxBodyBytes = 1 << 30;
  autoDate = true;
  started = false;
  closed = false;

  status = 0;
  bytesSent = 0;
  sentHeaders: readonly string[] = [];
  sentBody: string | Uint8Array | null = null;
  length: number | null | undefined;
  readonly written: (string | Uint8Array)[] = [];
  ended = false;
  destroyed: Error | true | undefined;
  bodyReads = 0;
  resumes = 0;
  signalsMade = 0;
  room = Number.POSITIVE_INFINITY;

  readonly #pieces: Uint8Array[];
  readonly #controller = new AbortController();
  #sink: BodySink | undefined;
  #drain: (() => void) | undefined;
  #aborts: ((reason: Error) => void)[] = [];

  constructor(request: FakeRequest = {}) {
    this.method = request.method ?? "GET";
    this.path = request.path ?? "/";
    this.query = request.query ?? "";
    this.target = this.query === "" ? this.path : `${this.path}?${this.query}`;
    this.scheme = request.scheme ?? "http";
    this.authority = request.authority ?? "example.test";
    this.headers = request.headers ?? [];
    this.#pieces = [...(request.body ?? [])];
    this.bodyLength = request.bodyLength ?? (request.body === undefined ? 0 : null);
  }

  header(name: string): string | undefined {
    return fieldValue(this.headers, name);
  }

  readBody(sink: BodySink): void {
    this.bodyReads++;
    this.#sink = sink;
    this.#feed();
  }

  resumeBody(): void {
    this.resumes++;
    this.#feed();
  }

  #feed(): void {
    for (let piece = this.#pieces.shift(); piece !== undefined; piece = this.#pieces.shift()) {
      if (this.#sink?.onData(piece) === false) return;
    }
    this.#sink?.onEnd([]);
  }

  breakBody(error: Error): void {
    this.#sink?.onError(error);
  }

  get piecesLeft(): number {
    return this.#pieces.length;
  }

  get signal(): AbortSignal {
    this.signalsMade++;
    return this.#controller.signal;
  }

  onAbort(listener: (reason: Error) => void): void {
    this.#aborts.push(listener);
  }

  leave(): void {
    this.closeHalf();
    this.closed = true;
  }

  /** The client closed its sending half: it may still read. */
  closeHalf(): void {
    const reason = new Error("the client left");
    this.#controller.abort(reason);
    for (const listener of this.#aborts.splice(0)) listener(reason);
  }

  inform(): void {}

  send(status: number, headers: readonly string[], body: string | Uint8Array | null): void {
    if (this.started || this.closed) throw new Error("answered twice, or after the end");
    this.status = status;
    this.sentHeaders = headers;
    this.sentBody = body;
    this.started = true;
    this.closed = true;
  }

  begin(status: number, headers: readonly string[], length: number | null): void {
    if (this.started || this.closed) throw new Error("answered twice, or after the end");
    this.status = status;
    this.sentHeaders = headers;
    this.length = length;
    this.started = true;
  }

  write(chunk: string | Uint8Array): boolean {
    if (!this.started || this.closed) throw new Error("write outside of an answer");
    this.written.push(chunk);
    this.room--;
    return this.room > 0;
  }

  onDrain(listener: () => void): void {
    this.#drain = listener;
  }

  drain(room: number): void {
    this.room = room;
    const listener = this.#drain;
    this.#drain = undefined;
    listener?.();
  }

  end(): void {
    if (this.closed) throw new Error("ended twice");
    this.ended = true;
    this.closed = true;
  }

  destroy(reason?: Error): void {
    this.destroyed = reason ?? true;
    this.closed = true;
  }

  upgrade(): Upgraded | null {
    return null;
  }

  /** Value of an answer's field. */
  sent(name: string): string | undefined {
    return fieldValue(this.sentHeaders, name);
  }
}
