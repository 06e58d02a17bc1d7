import { readAll } from "../core/body.ts";
import { FlotillaError } from "../core/errors.ts";
import type { Exchange } from "../core/exchange.ts";
import { webRequest } from "../core/web-request.ts";

/**
 * A `Request` whose parts are made when they are asked for: most handlers read the method, the URL and a header or two,
 * and a native one costs several times the rest of the exchange. It is an instance of `Request`; what is rare is asked
 * of a native one made then. Native code that unwraps its argument (`new Request(request)`, `fetch(request)`) wants
 * `request.clone()`, which is native.
 */
class LazyRequest {
  private readonly exchange: Exchange;
  private made: Request | null = null;
  private lazyHeaders: Headers | null = null;
  private lazyUrl: string | null = null;
  private used = false;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
  }

  /** The native request behind this one. */
  private get native(): Request {
    this.made ??= webRequest(this.exchange);
    return this.made;
  }

  get method(): string {
    return this.exchange.method;
  }

  get url(): string {
    if (this.lazyUrl === null) {
      const { scheme, authority, path, query } = this.exchange;
      const url = `${scheme}://${authority || "localhost"}${path}${query === "" ? "" : `?${query}`}`;
      try {
        // URL's own normalisation (dot segments, odd characters), so that what a handler sees does not depend on who asks.
        this.lazyUrl = new URL(url).href;
      } catch (cause) {
        // Host may hold more than a URL can, e.g. port 99999.
        throw new FlotillaError("bad_host", "the Host field and the path make no valid URL", { cause });
      }
    }
    return this.lazyUrl;
  }

  get headers(): Headers {
    if (this.made !== null) return this.made.headers;
    if (this.lazyHeaders === null) {
      const fields = this.exchange.headers;
      this.lazyHeaders = new Headers();
      for (let i = 0; i < fields.length; i += 2) this.lazyHeaders.append(fields[i], fields[i + 1]);
    }
    return this.lazyHeaders;
  }

  get signal(): AbortSignal {
    return this.exchange.signal;
  }

  get body(): ReadableStream<Uint8Array> | null {
    return this.used ? null : this.native.body;
  }

  get bodyUsed(): boolean {
    return this.used || (this.made?.bodyUsed ?? false);
  }

  get cache(): Request["cache"] {
    return "default";
  }

  get credentials(): Request["credentials"] {
    return "same-origin";
  }

  get destination(): string {
    return "";
  }

  get duplex(): "half" {
    return "half";
  }

  get integrity(): string {
    return "";
  }

  get keepalive(): boolean {
    return false;
  }

  get mode(): Request["mode"] {
    return "cors";
  }

  get redirect(): Request["redirect"] {
    return "follow";
  }

  get referrer(): string {
    return "about:client";
  }

  get referrerPolicy(): Request["referrerPolicy"] {
    return "";
  }

  clone(): Request {
    if (this.used) throw new TypeError("the request body has already been read");
    return this.native.clone();
  }

  // Not in the types, but asked for by console.log.
  get isReloadNavigation(): boolean {
    return false;
  }

  get isHistoryNavigation(): boolean {
    return false;
  }

  async bytes(): Promise<Uint8Array> {
    if (this.exchange.bodyLength === 0) return new Uint8Array();
    if (this.made !== null) return new Uint8Array(await this.made.arrayBuffer());
    if (this.used) throw new TypeError("the request body has already been read");
    this.used = true;
    return readAll(this.exchange);
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes();
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  async blob(): Promise<Blob> {
    const type = this.exchange.header("content-type") ?? "";
    return new Blob([await this.arrayBuffer()], { type });
  }

  formData(): Promise<FormData> {
    return this.native.formData();
  }
}

Object.setPrototypeOf(LazyRequest.prototype, Request.prototype);

/** A `Request` for an exchange that costs almost nothing until it is used. */
export function lazyRequest(exchange: Exchange): Request {
  return new LazyRequest(exchange) as unknown as Request;
}
