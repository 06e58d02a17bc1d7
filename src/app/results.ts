import { readerPieces } from "../core/pump.ts";
import type { BodySource } from "./body-source.ts";
import { checkStatus } from "./http-error.ts";
import { PiecesBody } from "./stream-body.ts";
import type { HeaderValues } from "./types.ts";

/** Status and headers of `text()`, `html()` and `bytes()`. Without a status the route's (200 by default) is sent. */
export interface PayloadInit {
  status?: number;
  headers?: HeaderValues;
}

/** A body that is not JSON, made by `text()`, `html()`, `bytes()` and `redirect()`. */
export class Payload {
  readonly body: string | Uint8Array | null;
  /** Sent unless `headers` or `context.reply` name another; null for none. */
  readonly contentType: string | null;
  readonly status: number | undefined;
  readonly headers: HeaderValues | undefined;

  constructor(body: string | Uint8Array | null, contentType: string | null, init: PayloadInit) {
    this.body = body;
    this.contentType = contentType;
    this.status = init.status === undefined ? undefined : checkStatus(init.status);
    this.headers = init.headers;
  }
}

/** An answer with a status of its own, made by `status()`. */
export class Status<S extends number = number, T = unknown> {
  readonly status: S;
  readonly body: T;
  readonly headers: HeaderValues | undefined;

  constructor(status: S, body: T, headers: HeaderValues | undefined) {
    checkStatus(status);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** Plain text, `text/plain; charset=utf-8`. */
export function text(body: string, init: PayloadInit = {}): Payload {
  return new Payload(body, "text/plain; charset=utf-8", init);
}

/** A page, `text/html; charset=utf-8`. Nothing is escaped. */
export function html(body: string, init: PayloadInit = {}): Payload {
  return new Payload(body, "text/html; charset=utf-8", init);
}

/** Bytes as they are, `application/octet-stream` unless `headers` say otherwise. */
export function bytes(body: Uint8Array | ArrayBuffer, init: PayloadInit = {}): Payload {
  return new Payload(body instanceof Uint8Array ? body : new Uint8Array(body), "application/octet-stream", init);
}

/** Status, headers and type of `stream()`. */
export interface StreamInit extends PayloadInit {
  /** Default `application/octet-stream`; null for none. */
  contentType?: string | null;
}

/**
 * A body that is sent piece by piece as it is made, at the client's pace; when the client leaves, the iterator is returned.
 *
 *     return stream(lines(), { contentType: "text/csv; charset=utf-8" });
 */
export function stream(
  body: AsyncIterable<string | Uint8Array> | ReadableStream<string | Uint8Array>,
  init: StreamInit = {},
): BodySource {
  const pieces = body instanceof ReadableStream ? readerPieces(body.getReader()) : body;
  const type = init.contentType === undefined ? "application/octet-stream" : init.contentType;
  return new PiecesBody(pieces, type, init.status, init.headers);
}

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends the client to `location`, with 307 unless `init.status` is 301, 302, 303 or 308. What a URL cannot hold is
 * percent-encoded; `location` itself is trusted, so do not pass on what a client sent.
 * @throws RangeError for another status.
 */
export function redirect(location: string | URL, init: PayloadInit = {}): Payload {
  const status = init.status ?? 307;
  if (!redirects.has(status)) throw new RangeError(`${status} is no redirect: use 301, 302, 303, 307 or 308`);
  const headers = new Headers(init.headers as ConstructorParameters<typeof Headers>[0]);
  headers.set("location", quoted(String(location)));
  return new Payload(null, null, { status, headers });
}

/** A backslash is quoted too: browsers read `/\host` as `//host`. */
export function quoted(location: string): string {
  return location.replace(/[^\x21-\x7e]+|["<>\\^`{|}]/g, encodeURIComponent);
}

/**
 * An answer with another status than the route's; `body` is sent as JSON, or as it is if made by `text()`, `html()` or
 * `bytes()`. 204, 205 and 304 have no body.
 *
 *     return status(201, saved, { location: `/items/${saved.id}` });
 *
 * @throws RangeError for a status outside 200–599.
 */
export function status<const S extends number, T = null>(code: S, body?: T, headers?: HeaderValues): Status<S, T> {
  return new Status(code, body as T, headers);
}
