import net from "node:net";
import type { AttemptFailure } from "../../core/balance/retry-rule.ts";
import type { Clock } from "../../core/clock.ts";
import type { ResponseHead } from "../../http/response-head.ts";
import { ResponseParser } from "../../http/response-parser.ts";
import type { Limits, MessageSink } from "../../http/types.ts";
import { writeDirect } from "../../server/direct-write.ts";
import { Tunnel } from "../../server/tunnel.ts";

/** Where a peer is: TCP or a Unix socket. */
export type PeerAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** Receives what happens to one request on an upstream connection. Exactly one of `onComplete` and `onFailure` ends it. */
export interface UpstreamReceiver {
  /** A fresh connection is established (not called for one that was idle). */
  onConnected(): void;
  onInterim(head: ResponseHead): void;
  onResponseHead(head: ResponseHead): void;
  /** Body bytes `buffer[start, end)`, valid during the call. False pauses reading after this read. */
  onResponseBody(buffer: Buffer, start: number, end: number): boolean;
  /** All input of one read was delivered and the response is not complete yet. */
  onPause(): void;
  /** The response is complete and the connection no longer the receiver's. */
  onComplete(trailers: readonly string[]): void;
  /** There is room to write again. */
  onUpstreamDrain(): void;
  /** The request failed; the connection is closed. */
  onFailure(failure: AttemptFailure, message: string): void;
}

/** What a connection tells the pool it belongs to. */
export interface UpstreamOwner {
  /** Coarse monotonic time in ms. */
  readonly now: number;
  readonly clock: Clock;
  /** The connection finished a request and can carry another. */
  connectionFree(connection: UpstreamConnection): void;
  connectionClosed(connection: UpstreamConnection): void;
}

/** All upstream connections read into this one buffer, as client connections do into theirs. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * One HTTP/1.1 connection to a peer. Made by a pool, which owns it; carries one request at a time. Closed by the peer, by
 * its receiver (`abandon`), by a timeout, or by the pool.
 */
export class UpstreamConnection implements MessageSink<ResponseHead> {
  /** Requests it has carried. */
  carried = 0;
  /** When it became idle: exact, since the pool judges by it whether a request may cross the peer's idle close. */
  idleSince = 0;
  connected = false;
  /** When it was made, by the owner's coarse clock. */
  readonly madeAt: number;
  /** At least a byte of the current response has come. */
  responseBegun = false;
  /** The current request was written whole. */
  requestDone = false;
  /** When the current wait ends, and with which failure. */
  private deadline = Number.POSITIVE_INFINITY;
  private waitingFor: AttemptFailure = "connect_timeout";
  private readonly owner: UpstreamOwner;
  private readonly socket: net.Socket;
  private readonly parser: ResponseParser;
  private receiver: UpstreamReceiver | null = null;
  private trailers: readonly string[] | null = null;
  private persists = false;
  private wantsMore = true;
  private reading = true;
  private awaitsDrain = false;
  private closed = false;
  private tunnel: Tunnel | null = null;
  private problem = "the upstream closed the connection";
  private readonly wrote = (error?: Error | null): void => {
    if (error) this.socket.destroy(error);
  };

  constructor(owner: UpstreamOwner, address: PeerAddress, limits: Limits, connectTimeoutMs: number) {
    this.owner = owner;
    this.madeAt = owner.now;
    this.parser = new ResponseParser(limits, this);
    this.wait("connect_timeout", connectTimeoutMs);
    this.socket = net.connect({
      ...address,
      noDelay: true,
      onread: { buffer: readBuffer, callback: (bytes, buffer) => this.received(buffer as Buffer, bytes) },
    });
    this.socket.on("connect", () => this.opened());
    this.socket.on("drain", () => this.drained());
    this.socket.on("end", () => this.peerFinished());
    this.socket.on("error", (error) => {
      this.problem = error.message;
    });
    this.socket.on("close", () => this.socketClosed());
  }

  get idle(): boolean {
    return this.receiver === null;
  }

  /** False while what was written waits for the peer. */
  get writable(): boolean {
    return !this.socket.writableNeedDrain;
  }

  /** Starts a request: its head (and a small body) as latin-1 text. */
  start(receiver: UpstreamReceiver, method: string, head: string, bodyFollows: boolean, readTimeoutMs: number): void {
    this.receiver = receiver;
    this.responseBegun = false;
    this.requestDone = !bodyFollows;
    this.parser.expect(method);
    if (this.connected) {
      this.wait("timeout", readTimeoutMs);
      // Nothing is queued: the request before was written whole, or the connection would not be here.
      if (this.socket.writableLength === 0) return writeDirect(this.socket, head, this.wrote);
    }
    this.socket.write(head, "latin1");
  }

  /** Writes body bytes with their chunk framing, if any. False: wait for `onUpstreamDrain`. */
  write(before: string, bytes: Uint8Array, after: string): boolean {
    this.socket.cork();
    if (before !== "") this.socket.write(before, "latin1");
    this.socket.write(bytes);
    if (after !== "") this.socket.write(after, "latin1");
    this.socket.uncork();
    this.awaitsDrain = !this.writable;
    return this.writable;
  }

  /** The request body is complete; `last` is what its framing still needs. */
  finishRequest(last: string): void {
    this.requestDone = true;
    if (last !== "") this.socket.write(last, "latin1");
  }

  /** Renews the time the peer has for its next byte. */
  renewTimeout(readTimeoutMs: number): void {
    this.wait("timeout", readTimeoutMs);
  }

  /** Continues reading after `onResponseBody` returned false. */
  resume(): void {
    this.wantsMore = true;
    if (!this.reading && !this.closed) {
      this.reading = true;
      this.socket.resume();
    }
  }

  /** Hands the connection over after a 101. What follows its head comes out of the tunnel. */
  handOver(): Tunnel {
    const tunnel = new Tunnel(this.socket);
    this.tunnel = tunnel;
    this.receiver = null;
    this.deadline = Number.POSITIVE_INFINITY;
    return tunnel;
  }

  /** The receiver gives up: whatever was sent or received stays visibly incomplete. */
  abandon(): void {
    this.receiver = null;
    this.destroy();
  }

  destroy(): void {
    this.closed = true;
    // A peer that frames a request body by close does not exist; still a reset says more clearly than FIN that it broke off.
    if (!this.requestDone && this.connected && !this.socket.destroyed) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  onHead(head: ResponseHead): void {
    const receiver = this.receiver as UpstreamReceiver;
    if (head.status < 200 && head.status !== 101) return receiver.onInterim(head);
    this.persists = head.keepAlive;
    receiver.onResponseHead(head);
  }

  onBody(buffer: Buffer, start: number, end: number): void {
    if (this.receiver !== null && !this.receiver.onResponseBody(buffer, start, end)) this.wantsMore = false;
  }

  onEnd(trailers: readonly string[]): void {
    this.trailers = trailers;
  }

  private received(buffer: Buffer, bytes: number): boolean {
    if (this.tunnel !== null) return this.tunnel.received(buffer, bytes);
    if (this.receiver === null || this.closed) {
      // Bytes nobody asked for: the next response could not be told from them.
      this.destroy();
      return false;
    }
    this.responseBegun = true;
    const at = this.parser.execute(buffer, 0, bytes);
    if (this.closed) return false;
    // Set meanwhile, if the head was a 101.
    const tunnel = this.tunnel as Tunnel | null;
    if (tunnel !== null) {
      if (at < bytes) tunnel.unread(Buffer.from(buffer.subarray(at, bytes)));
      return true;
    }
    if (this.parser.fault !== null) {
      this.fail("invalid", this.parser.fault.message);
      return false;
    }
    if (this.trailers !== null) this.complete(at === bytes);
    else this.receiver?.onPause();
    this.reading = this.wantsMore;
    return this.reading;
  }

  private complete(clean: boolean): void {
    const receiver = this.receiver as UpstreamReceiver;
    const trailers = this.trailers as readonly string[];
    this.receiver = null;
    this.trailers = null;
    this.wantsMore = true;
    this.deadline = Number.POSITIVE_INFINITY;
    // Anything after the response, or a request it did not wait for, makes the connection useless for the next one.
    if (clean && this.persists && this.requestDone && this.parser.complete) {
      this.parser.next();
      this.carried++;
      this.idleSince = this.owner.clock.now();
      this.owner.connectionFree(this);
    } else this.destroy();
    receiver.onComplete(trailers);
    if (!this.reading) this.resume();
  }

  private opened(): void {
    this.connected = true;
    this.deadline = Number.POSITIVE_INFINITY;
    this.receiver?.onConnected();
  }

  private drained(): void {
    if (this.awaitsDrain) {
      this.awaitsDrain = false;
      this.receiver?.onUpstreamDrain();
    }
  }

  private peerFinished(): void {
    if (this.tunnel !== null) return this.tunnel.peerFinished();
    if (this.receiver !== null && this.parser.close() && this.trailers !== null) this.complete(false);
    else this.socketClosed();
    this.socket.destroy();
  }

  private socketClosed(): void {
    this.tunnel?.socketClosed();
    if (this.receiver !== null) this.fail(this.connected ? "closed" : "connect", this.problem);
    this.closed = true;
    this.owner.connectionClosed(this);
  }

  private fail(failure: AttemptFailure, message: string): void {
    const receiver = this.receiver;
    this.receiver = null;
    this.deadline = Number.POSITIVE_INFINITY;
    this.destroy();
    receiver?.onFailure(failure, message);
  }

  private wait(failure: AttemptFailure, timeoutMs: number): void {
    this.waitingFor = failure;
    this.deadline = timeoutMs === 0 ? Number.POSITIVE_INFINITY : this.owner.now + timeoutMs;
  }

  /** Called at each tick of the coarse clock. */
  sweep(now: number): void {
    if (now < this.deadline) return;
    this.deadline = Number.POSITIVE_INFINITY;
    this.fail(
      this.waitingFor,
      this.waitingFor === "connect_timeout" ? "connecting took too long" : "the upstream was silent for too long",
    );
  }
}
