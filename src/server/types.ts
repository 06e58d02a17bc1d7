import type { ExchangeHandler } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import type { Limits } from "../http/types.ts";

/** Options of `serve()` and of the `Server` class. Durations in milliseconds, 0 = off. */
export interface ServeOptions {
  /** Address to bind. Default `"127.0.0.1"`. */
  host?: string;
  /** TCP port, 0 = any free one. Default 8000. */
  port?: number;
  /** An IPv6 address takes no IPv4 connections: so `::` and `0.0.0.0` can share a port. Default false. */
  ipv6Only?: boolean;
  /** Path of a Unix socket instead of host and port. One left behind by a dead process is replaced. */
  uds?: string;
  /** An inherited, already bound descriptor instead. */
  fd?: number;
  /** Length of the kernel's accept queue. Default 2048. */
  backlog?: number;
  /** Time for a request head to arrive whole, from its first byte (from accept for the first). Default 30 000; over: 408. */
  headTimeoutMs?: number;
  /** Longest silence within a request body. Default 60 000; over: 408 or the connection is cut. */
  bodyTimeoutMs?: number;
  /** How long an idle connection is kept for its next request. Default 75 000. */
  keepAliveTimeoutMs?: number;
  /** Longest time a response waits for the client to take a byte. Default 60 000; over: the connection is cut. */
  writeTimeoutMs?: number;
  /** Most bytes of a request body; a route may set its own. Default 1 GiB. Over: 413. */
  maxBodyBytes?: number;
  /** Requests served by one connection before it is closed. Default 0 = no bound. */
  maxRequestsPerConnection?: number;
  /** Value of a `Server` field in every answer. Default none is sent. */
  serverHeader?: string;
  limits?: Partial<Limits>;
  logger?: Logger;
  /** Called once per finished exchange when set (access log). */
  onFinished?: (record: FinishedRecord) => void;
}

/** What the access log is made from. */
export interface FinishedRecord {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly protocol: string;
  readonly status: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly bytesSent: number;
  readonly durationMs: number;
}

/** How a server is closed. */
export interface CloseOptions {
  /** Time for requests in flight before what is left is cut. Default 30 000. */
  graceMs?: number;
  /**
   * Time for idle connections to send one more request (answered with `Connection: close`) before they get FIN, while new
   * connections are still accepted. Default 5000, at most `graceMs`. Clients that send at least once in it lose nothing.
   */
  idleMs?: number;
}

/** What a drain did. */
export interface CloseReport {
  /** Exchanges that were still unanswered at the deadline and were cut. */
  readonly cut: number;
}

/** A running server (class `Server` in server/server.ts). Created by `serve()`; owns its listeners and connections. */
export interface RunningServer {
  /** URL-like addresses it listens on, e.g. `"http://127.0.0.1:8000"`, `"unix:/run/app.sock"`. */
  readonly addresses: readonly string[];
  /** TCP port of the first listener, 0 if none. */
  readonly port: number;
  /** Exchanges being answered. */
  readonly inFlight: number;
  /** Open connections, idle ones too. */
  readonly connections: number;
  /**
   * Takes over an accepted, unread connection as a raw libuv handle (received over IPC, or from a listener whose
   * `onconnection` the master owns).
   */
  adopt(handle: RawHandle): void;
  /** Drains and stops: see DESIGN "Draining". Resolves when every connection is gone. */
  close(options?: CloseOptions): Promise<CloseReport>;
}

/**
 * A libuv stream handle as `net` uses it inside (`TCP` or `Pipe` wrap). Node has no public name for it; DESIGN.md section 4
 * says why the master needs it.
 */
export interface RawHandle {
  close(callback?: () => void): void;
  readonly fd: number;
}

export type { ExchangeHandler };
