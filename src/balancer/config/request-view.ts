import type { Exchange } from "../../core/exchange.ts";
import type { VirtualServer } from "./model.ts";

/** One attempt at an upstream server, as logs and variables see it. Times in ms; -1: that point was not reached. */
export interface UpstreamAttempt {
  /** `"127.0.0.1:8000"`, `"unix:/run/app.sock"`; the upstream's name if no server could be picked. */
  readonly address: string;
  /** Status of its answer; what we made of its failure (502, 504) if it gave none. */
  readonly status: number;
  readonly connectTimeMs: number;
  readonly headerTimeMs: number;
  readonly responseTimeMs: number;
  readonly bytesReceived: number;
}

/**
 * What variables are computed from: one request as it stands at the moment of asking. The data plane's per-request object
 * implements it; nothing here is computed unless a template asks.
 */
export interface RequestView {
  readonly exchange: Exchange;
  /** The virtual server that answers. */
  readonly server: VirtualServer;
  /** Path as locations see it: decoded, dots resolved, slashes merged; each character one byte. */
  readonly normalizedPath: string;
  /** Local address and port the client reached; `""` and 0 on a Unix socket. */
  readonly localAddress: string;
  readonly localPort: number;
  /** Host of `proxy_pass` as written: an upstream's name or `host:port`; `""` where nothing is proxied. */
  readonly proxyHost: string;
  readonly proxyPort: number;
  /** Status of the answer; 0 while there is none. */
  readonly status: number;
  /** Bytes of head and body sent to the client, and of the body alone. */
  readonly bytesSent: number;
  readonly bodyBytesSent: number;
  /** From the first byte of the request until now (until the end of the answer in the access log), in ms. */
  readonly requestTimeMs: number;
  /** Attempts so far, oldest first. */
  readonly attempts: readonly UpstreamAttempt[];
  /** A field of the upstream's response by its lower-case name. */
  upstreamHeader(name: string): string | undefined;
  /** A field of our answer by its lower-case name. */
  sentHeader(name: string): string | undefined;
}

/** A variable by name: its value for a request; undefined where it has none (a log shows `-`). */
export interface Variable {
  readonly name: string;
  value(view: RequestView): string | undefined;
}

/** Text with variables, compiled. */
export interface Template {
  /** As written, without quotes. */
  readonly source: string;
  readonly parts: readonly (string | Variable)[];
  /** The text, where no variable stands in it. */
  readonly constant: string | null;
  /**
   * The text with its variables filled in; one without a value is empty. Control characters in values (of a decoded path)
   * come out percent-encoded: what is rendered is written into heads.
   */
  render(view: RequestView): string;
}
