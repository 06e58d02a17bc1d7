import { FlotillaError } from "../core/errors.ts";
import type { BodySink, Exchange, Upgraded } from "../core/exchange.ts";
import { isBodiless } from "../core/web-response.ts";

const encoder = new TextEncoder();
/** Bytes of answer that may wait for their reader before `write` asks to stop. */
const writeAheadBytes = 64 * 1024;

/**
 * An exchange over a fetch `Request`, for platforms that have no server of ours. Created by `App.fetch`; `response` is
 * what the exchange was answered with. Ends when the answer's body was read or cancelled.
 */
export class FetchExchange implements Exchange {
  readonly request: Request;
  /** Resolves once the answer begins; rejects if the exchange is destroyed before. */
  readonly response: Promise<Response>;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly target: string;
  readonly protocol = "HTTP/1.1";
  readonly scheme: "http" | "https";
  readonly authority: string;
  readonly remoteAddress: string = "";
  readonly remotePort: number = 0;
  readonly bodyLength: number | null;
  readonly wantsUpgrade: boolean = false;
  /** No limit of our own until a route sets one: the platform has its own. */
  maxBodyBytes: number = Number.POSITIVE_INFINITY;
  /** Fetch adds no date. */
  autoDate = false;
  started = false;
  closed = false;
  status = 0;
  /** Body bytes only: the platform writes the head. */
  bytesSent = 0;

  /** Announced length of the answer's body. */
  #length: number | null = null;
  #headers: string[] | undefined;
  readonly #source: ReadableStream<Uint8Array> | null;
  #settle!: { resolve: (response: Response) => void; reject: (reason: unknown) => void };
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #onDrain: (() => void) | undefined;
  #resume: (() => void) | undefined;
  #abort: AbortController | undefined;
  #aborted: Error | undefined;
  #listeners: ((reason: Error) => void)[] = [];

  /** `given` is what a `Request` cannot carry: a method that fetch forbids, a body with GET. */
  constructor(
    request: Request,
    given: { readonly method?: string; readonly body?: ReadableStream<Uint8Array> | null } = {},
  ) {
    const url = new URL(request.url);
    this.request = request;
    this.method = given.method ?? request.method;
    this.#source = given.body === undefined ? request.body : given.body;
    this.path = url.pathname;
    this.query = url.search.slice(1);
    this.target = url.pathname + url.search;
    this.scheme = url.protocol === "https:" ? "https" : "http";
    this.authority = url.host;
    const length = Number(request.headers.get("content-length") ?? Number.NaN);
    this.bodyLength = this.#source === null ? 0 : Number.isSafeInteger(length) && length >= 0 ? length : null;
    this.response = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    const leave = () => this.#leave(new FlotillaError("client_closed", "the client left"));
    if (request.signal.aborted) leave();
    else request.signal.addEventListener("abort", leave, { once: true });
  }

  get headers(): readonly string[] {
    this.#headers ??= [...this.request.headers].flat();
    return this.#headers;
  }

  header(name: string): string | undefined {
    return this.request.headers.get(name) ?? undefined;
  }

  readBody(sink: BodySink): void {
    const body = this.#source;
    if (body === null) sink.onEnd([]);
    else if ((this.bodyLength ?? 0) > this.maxBodyBytes) sink.onError(this.#tooLarge());
    else void this.#pump(body.getReader(), sink);
  }

  async #pump(reader: ReadableStreamDefaultReader<Uint8Array>, sink: BodySink): Promise<void> {
    let size = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        size += value.byteLength;
        if (size > this.maxBodyBytes) {
          reader.cancel().catch(() => {});
          throw this.#tooLarge();
        }
        const resumed = new Promise<void>((resolve) => {
          this.#resume = resolve;
        });
        if (!sink.onData(value)) await resumed;
      }
    } catch (error) {
      sink.onError(error instanceof Error ? error : new Error("the request body failed", { cause: error }));
      return;
    }
    sink.onEnd([]);
  }

  #tooLarge(): FlotillaError {
    return new FlotillaError("body_too_large", `the request body is larger than ${this.maxBodyBytes} bytes`);
  }

  resumeBody(): void {
    this.#resume?.();
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#aborted !== undefined) this.#abort.abort(this.#aborted);
    return this.#abort.signal;
  }

  onAbort(listener: (reason: Error) => void): void {
    if (this.#aborted !== undefined) listener(this.#aborted);
    else if (!this.closed) this.#listeners.push(listener);
  }

  #leave(reason: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.#aborted = reason;
    this.#settle.reject(reason);
    this.#body?.error(reason);
    this.#abort?.abort(reason);
    for (const listener of this.#listeners.splice(0)) listener(reason);
  }

  /** Interim answers have no place in fetch. */
  inform(): void {}

  send(
    status: number,
    headers: readonly string[],
    body: string | Uint8Array | null,
    encoding: "utf8" | "latin1" = "utf8",
  ): void {
    if (this.closed) return;
    // A Uint8Array, because fetch would invent a content type for a string.
    const bytes = typeof body === "string" ? (encoding === "utf8" ? encoder.encode(body) : latin1Bytes(body)) : body;
    const fields = toHeaders(headers);
    const left = this.method === "HEAD" || isBodiless(status);
    if (left && bytes !== null && !isBodiless(status)) fields.set("content-length", String(bytes.byteLength));
    const response = new Response(left ? null : (bytes as Uint8Array<ArrayBuffer> | null), { status, headers: fields });
    this.started = true;
    this.closed = true;
    this.status = status;
    this.bytesSent = left ? 0 : (bytes?.byteLength ?? 0);
    this.#settle.resolve(response);
  }

  begin(status: number, headers: readonly string[], length: number | null): void {
    if (this.closed) return;
    const fields = toHeaders(headers);
    const bodiless = this.method === "HEAD" || isBodiless(status);
    this.#length = bodiless ? null : length;
    if (length !== null) fields.set("content-length", String(length));
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#body = controller;
        },
        pull: () => {
          const listener = this.#onDrain;
          this.#onDrain = undefined;
          listener?.();
        },
        cancel: () => {
          this.#body = undefined;
          this.#leave(new FlotillaError("client_closed", "the reader of the answer left"));
        },
      },
      { highWaterMark: writeAheadBytes, size: (chunk) => chunk.byteLength },
    );
    const response = new Response(bodiless ? null : stream, { status, headers: fields });
    this.started = true;
    this.status = status;
    this.#settle.resolve(response);
  }

  write(chunk: string | Uint8Array): boolean {
    if (this.closed) return false;
    if (this.#body === undefined) return true;
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    this.bytesSent += bytes.byteLength;
    if (this.#length !== null && this.bytesSent > this.#length) {
      this.destroy(lengthMismatch("longer"));
      return false;
    }
    this.#body.enqueue(bytes);
    return (this.#body.desiredSize ?? 0) > 0;
  }

  onDrain(listener: () => void): void {
    if (this.closed) return;
    if ((this.#body?.desiredSize ?? 1) > 0) listener();
    else this.#onDrain = listener;
  }

  end(): void {
    if (this.closed) return;
    if (this.#length !== null && this.bytesSent < this.#length) {
      this.destroy(lengthMismatch("shorter"));
      return;
    }
    this.closed = true;
    this.#body?.close();
  }

  destroy(reason?: Error): void {
    this.#leave(reason ?? new Error("the answer cannot be completed"));
  }

  /** Fetch has no connection to give. */
  upgrade(): Upgraded | null {
    return null;
  }
}

function lengthMismatch(how: string): FlotillaError {
  return new FlotillaError("response_length_mismatch", `the response body is ${how} than its Content-Length`);
}

/** Bytes of a string that holds one in each character. */
function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function toHeaders(flat: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i < flat.length; i += 2) headers.append(flat[i], flat[i + 1]);
  return headers;
}
