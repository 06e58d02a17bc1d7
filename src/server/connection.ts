import net from "node:net";
import type { Duplex } from "node:stream";
import { errorTable, FlotillaError } from "../core/errors.ts";
import type { ExchangeHandler, Upgraded } from "../core/exchange.ts";
import type { RequestHead } from "../http/request-head.ts";
import { RequestParser } from "../http/request-parser.ts";
import type { MessageSink, SyntaxFault } from "../http/types.ts";
import { faultAnswer } from "./fault-answer.ts";
import { H1Exchange } from "./h1-exchange.ts";
import { Output } from "./output.ts";
import { discardBytes, lingerMs, type Settings, stashBytes } from "./settings.ts";
import { Tunnel } from "./tunnel.ts";
import type { RawHandle } from "./types.ts";

/** What a connection needs of the server that made it. */
export interface ConnectionOwner {
  readonly settings: Settings;
  readonly handler: ExchangeHandler;
  readonly draining: boolean;
  /** The drain has told tunnels to say goodbye; one made now is told at once. */
  readonly leaving: boolean;
  /** Coarse monotonic time in ms, renewed at each sweep. */
  readonly now: number;
  exchangeStarted(): void;
  exchangeFinished(): void;
  connectionClosed(connection: Connection): void;
}

/**
 * All connections of the process read into this one buffer: what is kept is copied out before the next read. Measured
 * on Node 20 against a buffer a read: 9.8 instead of 12.9 µs CPU per request (docs/decisions/0001-read-buffer.md).
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Why the deadline of a connection was set. */
type Phase = "head" | "idle" | "body" | "answer" | "linger";

/**
 * One HTTP/1.x connection: reads requests, hands each to the server's handler as an exchange, writes answers in order.
 * Made by the server for each accepted handle; owns the socket; ends when the socket is closed. One request at a time:
 * pipelined ones wait in `stash`.
 */
export class Connection implements MessageSink<RequestHead> {
  readonly settings: Settings;
  readonly scheme: "http" | "https" = "http";
  readonly socket: net.Socket;
  readonly output: Output;
  /** Monotonic ms at which `sweep` acts; Infinity for never. */
  private deadline = Number.POSITIVE_INFINITY;
  private phase: Phase = "head";
  private readonly owner: ConnectionOwner;
  private readonly parser: RequestParser;
  private exchange: H1Exchange | null = null;
  /**
   * Input that waits: pipelined requests, or a body nobody reads yet. Reading goes on while it is short: only who reads hears
   * that the client left.
   */
  private stash: Buffer | null = null;
  private feeding = false;
  private reading = true;
  private discarding = false;
  private discarded = 0;
  private requests = 0;
  private peerEnded = false;
  private ended = false;
  private tunnel: Tunnel | null = null;
  private address: string | undefined;

  constructor(owner: ConnectionOwner, handle: RawHandle) {
    this.owner = owner;
    this.settings = owner.settings;
    this.parser = new RequestParser(owner.settings.limits, this);
    this.setDeadline("head", owner.settings.headTimeoutMs);
    const options = {
      handle,
      allowHalfOpen: true,
      readable: true,
      writable: true,
      onread: { buffer: readBuffer, callback: (bytes: number, buffer: Buffer) => this.received(buffer, bytes) },
    };
    // `handle` is how net itself builds accepted sockets; the types only know `fd`.
    this.socket = new net.Socket(options as unknown as net.SocketConstructorOpts);
    this.output = new Output(this.socket, () => this.drained());
    this.socket.on("end", () => this.peerFinished());
    this.socket.on("error", () => {});
    this.socket.on("close", () => this.closed());
  }

  get remoteAddress(): string {
    this.address ??= this.socket.remoteAddress ?? "";
    return this.address;
  }

  get remotePort(): number {
    return this.socket.remotePort ?? 0;
  }

  /** Accepted, and no whole request head has come on it yet. */
  get fresh(): boolean {
    return this.requests === 0 && !this.ended && !this.peerEnded && this.tunnel === null;
  }

  /** A request or its answer is under way: a head that has begun, an exchange, an answer not yet written, a tunnel. */
  get busy(): boolean {
    if (this.exchange !== null || this.tunnel !== null || !this.output.empty) return true;
    return !this.ended && !this.parser.complete && !this.parser.idle;
  }

  // Input

  private received(buffer: Buffer, bytes: number): boolean {
    if (this.tunnel !== null) return this.tunnel.received(buffer, bytes);
    if (this.ended) return true;
    if (this.stash === null) this.feed(buffer, 0, bytes);
    else this.stash = Buffer.concat([this.stash, buffer.subarray(0, bytes)]);
    this.reading = this.wantsInput;
    return this.reading;
  }

  private get wantsInput(): boolean {
    return this.stash === null || this.stash.length < stashBytes;
  }

  private feed(buffer: Buffer, start: number, end: number): void {
    const { parser } = this;
    this.feeding = this.output.held = true;
    let at = start;
    while (at < end && !this.ended && this.tunnel === null) {
      if (parser.complete) {
        if (this.exchange !== null) break;
        parser.next();
      }
      if (this.exchange === null && this.output.clogged) break;
      if (this.phase === "idle") this.setDeadline("head", this.settings.headTimeoutMs);
      at = parser.execute(buffer, at, end);
      if (parser.fault !== null) {
        this.refuse(parser.fault);
        break;
      }
      if (parser.paused) break;
    }
    this.feeding = this.output.held = false;
    // Not left for the next request: an idle connection would hold the fields of its last one.
    if (parser.complete && this.exchange === null) parser.next();
    if (at < end && !this.ended) {
      // The read buffer is shared: what waits is copied out of it.
      const piece = buffer.subarray(at, end);
      const rest = buffer === readBuffer ? Buffer.from(piece) : piece;
      if (this.tunnel === null) this.stash = rest;
      else this.tunnel.unread(rest);
    }
    this.output.flush();
  }

  /** Goes on with input that waited, and with reading. */
  private resumeInput(): void {
    if (this.feeding || this.ended || this.tunnel !== null) return;
    const { stash } = this;
    if (stash !== null) {
      this.stash = null;
      this.feed(stash, 0, stash.length);
    }
    if (!this.reading && this.wantsInput && !this.ended) {
      this.reading = true;
      this.socket.resume();
    }
    if (this.peerEnded && this.stash === null) this.afterPeerFinished();
  }

  onHead(head: RequestHead): void {
    this.requests++;
    let startedAt = 0;
    if (this.settings.onFinished !== null) {
      startedAt = performance.now();
      // Asked for while the socket knows it: the record may be written after the client left.
      this.address ??= this.socket.remoteAddress;
    }
    const exchange = new H1Exchange(this, head, startedAt);
    this.exchange = exchange;
    this.owner.exchangeStarted();
    this.setDeadline("answer", 0);
    try {
      this.owner.handler.handle(exchange);
    } catch (error) {
      this.handlerThrew(exchange, error);
    }
    // A body is left in the socket until somebody wants it.
    if (head.framing !== "none" && this.exchange === exchange && exchange.sink === null && !this.discarding) {
      this.parser.paused = true;
    }
  }

  private handlerThrew(exchange: H1Exchange, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.settings.logger.log("error", `handler threw on ${exchange.method} ${exchange.path}: ${text}`);
    if (exchange.started) exchange.destroy(error instanceof Error ? error : new Error(text));
    else exchange.send(500, ["content-type", "application/json"], '{"detail":"Internal Server Error"}');
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    const { exchange } = this;
    if (exchange === null) return;
    if (this.discarding || exchange.sink === null) {
      this.discarded += end - start;
      if (this.discarded > discardBytes) this.finishSoon();
      return;
    }
    this.setDeadline("body", this.settings.bodyTimeoutMs);
    const piece = buffer.subarray(start, end);
    if (!exchange.deliver(buffer === readBuffer ? Buffer.from(piece) : piece) && !this.discarding && !this.ended) {
      this.parser.paused = true;
      this.setDeadline("answer", 0);
    }
  }

  onEnd(trailers: readonly string[]): void {
    const { exchange } = this;
    if (exchange === null) return;
    if (!exchange.closed) this.setDeadline("answer", 0);
    exchange.endBody(trailers);
    if (exchange.closed && this.exchange === exchange) this.recycle(exchange);
  }

  /** The handler wants the body (again). */
  resumeBody(exchange: H1Exchange): void {
    // A handler may ask late, when the connection serves another request.
    if (this.parser.complete || this.exchange !== exchange) return;
    if (this.phase === "answer") this.setDeadline("body", this.settings.bodyTimeoutMs);
    this.parser.paused = false;
    this.resumeInput();
  }

  private peerFinished(): void {
    this.peerEnded = true;
    if (this.stash === null) this.afterPeerFinished();
    // The rest of a body waits for its handler, who should know; whether that is all of it will be seen when it is read.
    else if (!this.parser.complete) this.exchange?.abort(clientClosed());
  }

  /** The client sent FIN and all it sent before is used up. */
  private afterPeerFinished(): void {
    if (this.tunnel !== null) return this.tunnel.peerFinished();
    const { exchange } = this;
    if (exchange === null || this.ended) {
      this.socket.destroySoon();
      return;
    }
    const gone = clientClosed();
    if (!this.parser.complete) {
      exchange.abort(gone);
      exchange.failBody(gone);
      this.socket.destroy();
    } else exchange.abort(gone);
  }

  /** The client takes again what it was sent. */
  private drained(): void {
    if (this.exchange === null && this.stash !== null) {
      const { headTimeoutMs, keepAliveTimeoutMs } = this.settings;
      this.setDeadline(this.phase, this.phase === "head" ? headTimeoutMs : keepAliveTimeoutMs);
      this.resumeInput();
    }
  }

  // The end of an exchange

  /** Whether the connection can serve another request after `exchange`, as far as can be told when its head is sent. */
  mayPersist(exchange: H1Exchange, streamed: boolean): boolean {
    const { maxRequestsPerConnection } = this.settings;
    if (this.owner.draining || exchange.aborted) return false;
    if (maxRequestsPerConnection > 0 && this.requests >= maxRequestsPerConnection) return false;
    if (this.parser.complete) return true;
    // What is being read while the answer streams is likely whole when that ends; if not, `answered` closes.
    return (streamed && exchange.reading) || this.canDiscardRest(exchange);
  }

  /** An unread rest that is short and sure to come is discarded; for anything else the connection is the price. */
  private canDiscardRest(exchange: H1Exchange): boolean {
    if (exchange.awaitsContinue) return false;
    return exchange.bodyLength !== null && exchange.bodyLength - exchange.bodyReceived <= discardBytes;
  }

  /** The answer of the current exchange is complete. */
  answered(): void {
    const exchange = this.exchange as H1Exchange;
    if (!this.feeding) this.output.flush();
    if (this.parser.complete) return this.recycle(exchange);
    if (exchange.sink !== null) exchange.failBody(new Error("the answer was complete before the request body"));
    if (!exchange.keepAlive || !this.canDiscardRest(exchange)) return this.finishSoon();
    this.discarding = true;
    this.setDeadline("body", this.settings.bodyTimeoutMs);
    this.parser.paused = false;
    this.resumeInput();
  }

  private recycle(exchange: H1Exchange): void {
    this.release(exchange);
    this.discarding = false;
    this.discarded = 0;
    this.parser.paused = false;
    if (!exchange.keepAlive) return this.finishSoon();
    this.setDeadline("idle", this.settings.keepAliveTimeoutMs);
    if (this.feeding) return;
    this.parser.next();
    this.resumeInput();
  }

  private release(exchange: H1Exchange): void {
    if (this.exchange !== exchange) return;
    this.exchange = null;
    this.owner.exchangeFinished();
    this.settings.onFinished?.(exchange.record());
  }

  /** Answers a malformed request with the one status of its fault and closes. */
  private refuse(fault: SyntaxFault): void {
    const { exchange } = this;
    this.settings.logger.log("debug", `refused a request from ${this.remoteAddress}: ${fault.code}: ${fault.message}`);
    if (exchange !== null) {
      const error = new FlotillaError(fault.code, fault.message);
      if (exchange.started) {
        exchange.abort(error);
        exchange.failBody(error);
        return this.finishSoon();
      }
      exchange.supersede(error, error.status);
      this.release(exchange);
    }
    this.output.gather(faultAnswer(fault, this.settings.serverLine));
    this.finishSoon();
  }

  /** Sends what is pending and FIN, then reads and discards for a while so that the client gets our last bytes. */
  finishSoon(): void {
    if (this.ended) return;
    this.ended = true;
    this.stash = null;
    this.output.flush();
    if (this.exchange !== null) {
      const { exchange } = this;
      if (!exchange.closed) exchange.destroy();
      this.release(exchange);
    }
    this.socket.end();
    if (this.peerEnded) return;
    this.setDeadline("linger", lingerMs);
    this.parser.paused = false;
    if (!this.reading) {
      this.reading = true;
      this.socket.resume();
    }
  }

  /** Closes at once, in a way that no unfinished answer can be taken for a finished one. */
  cut(reason: Error): void {
    this.output.drop();
    const { exchange } = this;
    this.ended = true;
    this.stash = null;
    if (exchange !== null) {
      exchange.abort(reason);
      exchange.closed = true;
      exchange.failBody(reason);
      this.release(exchange);
    }
    this.output.cut();
  }

  /** No part of the current request is still to come: what follows is the next one, or a tunnel's. */
  get requestComplete(): boolean {
    return this.parser.complete;
  }

  /** Hands the connection over after an upgrade. */
  handOver(): Upgraded {
    const tunnel = new Tunnel(this.socket);
    this.tunnel = tunnel;
    this.output.flush();
    this.setDeadline("answer", 0);
    this.release(this.exchange as H1Exchange);
    // While input is being fed, what is left of it follows when that ends.
    if (!this.feeding) {
      if (this.stash !== null) tunnel.unread(this.stash);
      this.stash = null;
      if (!this.reading) this.socket.resume();
      if (this.peerEnded) tunnel.peerFinished();
    }
    if (this.owner.leaving) tunnel.leave();
    return { socket: tunnel as Duplex, head: Buffer.alloc(0) };
  }

  /** The server is about to stop: a tunnel has until the deadline. */
  leave(): void {
    this.tunnel?.leave();
  }

  private closed(): void {
    this.ended = true;
    this.stash = null;
    const { exchange } = this;
    if (exchange !== null) {
      const gone = clientClosed();
      exchange.abort(gone);
      exchange.failBody(gone);
      if (exchange.status === 0) exchange.status = errorTable.client_closed.status;
      exchange.closed = true;
      this.release(exchange);
    }
    this.tunnel?.socketClosed();
    this.output.drop();
    this.owner.connectionClosed(this);
  }

  // Time

  private setDeadline(phase: Phase, timeoutMs: number): void {
    this.phase = phase;
    this.deadline = timeoutMs === 0 ? Number.POSITIVE_INFINITY : this.owner.now + timeoutMs;
  }

  /** Called by the server at each tick of its coarse clock. */
  sweep(now: number): void {
    const { writeTimeoutMs } = this.settings;
    if (this.output.stalled(now, writeTimeoutMs)) {
      const message = `the client took no byte of the answer for ${writeTimeoutMs} ms`;
      this.settings.logger.log("info", `cut ${this.remoteAddress}: ${message} (writeTimeoutMs)`);
      return this.cut(new FlotillaError("write_timeout", message));
    }
    if (now < this.deadline) return;
    this.deadline = Number.POSITIVE_INFINITY;
    // The next request is here and waits until the client takes its answers, which has a time-out of its own.
    if (this.exchange === null && this.stash !== null) return;
    const { logger, headTimeoutMs, bodyTimeoutMs, keepAliveTimeoutMs } = this.settings;
    if (this.phase === "head" && !this.parser.idle) {
      const message = `the request head did not arrive within ${headTimeoutMs} ms`;
      logger.log("info", `408 to ${this.remoteAddress}: ${message} (headTimeoutMs)`);
      this.refuse({ code: "head_timeout", message });
    } else if (this.phase === "body") {
      const message = `no byte of the request body came for ${bodyTimeoutMs} ms`;
      logger.log("info", `408 to ${this.remoteAddress}: ${message} (bodyTimeoutMs)`);
      this.refuse({ code: "body_timeout", message });
    } else if (this.phase !== "linger") {
      const silence =
        this.phase === "idle" ? `${keepAliveTimeoutMs} ms (keepAliveTimeoutMs)` : `${headTimeoutMs} ms (headTimeoutMs)`;
      logger.log("debug", `closed ${this.remoteAddress}: no request came for ${silence}`);
      this.finishSoon();
    }
    // The linger counts from the FIN, which follows the last byte of the answer: a slow client may still be taking that.
    else if (this.socket.writableFinished) this.socket.destroy();
    else this.setDeadline("linger", lingerMs);
  }
}

function clientClosed(): FlotillaError {
  return new FlotillaError("client_closed", "the client closed the connection before the answer was complete");
}
