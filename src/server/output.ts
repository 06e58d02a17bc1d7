import type { Socket } from "node:net";
import { writeDirect } from "./direct-write.ts";

/** Answers to pipelined requests gathered before they are written. */
const gatherBytes = 64 * 1024;
/** Text of one turn gathered before it is written. */
const turnBytes = 16 * 1024;

/**
 * The writing side of a connection: gathers what is written in one turn into few system calls, and knows whether the client
 * takes it. Made and owned by its connection, which hears of each drain; ends with the socket.
 */
export class Output {
  /** Set while the connection works off input: what is written then goes out together when it flushes. */
  held = false;
  private readonly socket: Socket;
  private readonly drained: () => void;
  /** Latin-1 text that is not written yet. */
  private text = "";
  private flushScheduled = false;
  private drainListener: (() => void) | null = null;
  private awaitingDrain = false;
  /** Direct writes that the kernel has not taken whole. */
  private pending = 0;
  private readonly wrote: (error?: Error | null) => void;
  private stalledBytes = 0;
  private stalledSince = 0;

  constructor(socket: Socket, drained: () => void) {
    this.socket = socket;
    this.drained = drained;
    this.wrote = (error) => this.directlyWritten(error);
  }

  /** True while the client keeps up. */
  get writable(): boolean {
    return this.pending === 0 && !this.socket.writableNeedDrain;
  }

  /** Nothing that was written still waits for the client. */
  get empty(): boolean {
    return this.pending === 0 && this.socket.writableLength === 0;
  }

  /**
   * The client does not take its answers: its next request waits until it does. One that pipelined without reading would
   * fill the memory otherwise (57 kB of requests for 200 kB each: 400 MB).
   */
  get clogged(): boolean {
    if (this.text.length >= gatherBytes) this.flush();
    if (this.writable) return false;
    this.awaitDrain();
    return true;
  }

  /** Adds latin-1 text to what is written when the exchange is answered. */
  gather(text: string): void {
    this.text += text;
  }

  /** Writes latin-1 text, together with what else is written in the same turn. */
  writeText(text: string): boolean {
    this.text += text;
    if (this.text.length >= turnBytes) this.flush();
    else if (!this.held && !this.flushScheduled) {
      this.flushScheduled = true;
      process.nextTick(flushLater, this);
    }
    return this.writable;
  }

  /** Writes `before`, `bytes` and `after` with one system call where possible. */
  writeBytes(before: string, bytes: Uint8Array, after: string): boolean {
    const text = this.text + before;
    this.text = "";
    this.socket.cork();
    if (text !== "") this.socket.write(text, "latin1");
    this.socket.write(bytes);
    if (after !== "") this.socket.write(after, "latin1");
    this.socket.uncork();
    return this.writable;
  }

  flush(): void {
    const { text } = this;
    if (text === "") return;
    this.text = "";
    const { socket } = this;
    if (socket.destroyed) return;
    if (socket.writableLength > 0 || this.pending > 0) {
      socket.write(text, "latin1");
      return;
    }
    this.pending++;
    writeDirect(socket, text, this.wrote);
  }

  private directlyWritten(error: Error | null | undefined): void {
    this.pending--;
    if (error) this.socket.destroy(error);
    else if (this.awaitingDrain) this.checkDrain();
  }

  /** Forgets what was not written, and who waits to write: the connection is over. */
  drop(): void {
    this.text = "";
    this.drainListener = null;
  }

  /**
   * Closes with a reset: an answer that ends with the connection would look complete after a FIN. A Unix socket has none (nor
   * has its handle the method), and a TCP one none once its FIN is on the way.
   */
  cut(): void {
    this.drop();
    const { socket } = this;
    const handle = (socket as unknown as { _handle: { reset?: unknown } | null })._handle;
    const finishing = socket.writableEnded && this.empty;
    if (handle?.reset !== undefined && !finishing && !socket.destroyed) socket.resetAndDestroy();
    else socket.destroy();
  }

  /** Runs the gathered output, in the tick after it was written. */
  flushScheduledText(): void {
    this.flushScheduled = false;
    this.flush();
  }

  onDrain(listener: () => void): void {
    if (this.writable) {
      process.nextTick(listener);
      return;
    }
    this.drainListener = listener;
    this.awaitDrain();
  }

  private awaitDrain(): void {
    if (this.awaitingDrain) return;
    this.awaitingDrain = true;
    if (this.socket.writableNeedDrain) this.socket.once("drain", () => this.checkDrain());
  }

  private checkDrain(): void {
    if (!this.awaitingDrain || this.socket.destroyed) return;
    this.awaitingDrain = false;
    if (!this.writable) return this.awaitDrain();
    const listener = this.drainListener;
    this.drainListener = null;
    listener?.();
    this.drained();
  }

  /** Whether the client has taken no byte for `timeoutMs`, as far as calls of this tell. */
  stalled(now: number, timeoutMs: number): boolean {
    if (this.empty) {
      this.stalledBytes = 0;
      return false;
    }
    // As net does for its own timeouts: bytes left in libuv's queue tell a slow client from one that takes nothing.
    const handle = (this.socket as unknown as { _handle: { writeQueueSize?: number } | null })._handle;
    const queued = (handle?.writeQueueSize ?? 0) + this.socket.writableLength;
    if (queued !== this.stalledBytes) {
      this.stalledBytes = queued;
      this.stalledSince = now;
      return false;
    }
    return timeoutMs > 0 && now - this.stalledSince >= timeoutMs;
  }
}

function flushLater(output: Output): void {
  output.flushScheduledText();
}
