import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A connection after an upgrade, as an ordinary Duplex. Made by the connection that is handed over; ends with its socket. The
 * socket reads into the shared buffer, so every piece is copied before it is passed on.
 */
export class Tunnel extends Duplex {
  private readonly connection: Socket;
  private paused = false;
  private leaving = false;
  private leaveListener: (() => void) | null = null;

  constructor(socket: Socket) {
    super({ allowHalfOpen: true, emitClose: true });
    this.connection = socket;
  }

  setNoDelay(on: boolean): this {
    this.connection.setNoDelay(on);
    return this;
  }

  /**
   * Calls `listener` once when the server is about to stop (at once if it is): whoever speaks through the tunnel can say goodbye
   * in its own words until the drain's deadline.
   */
  onLeave(listener: () => void): void {
    if (this.leaving) listener();
    else this.leaveListener = listener;
  }

  leave(): void {
    if (this.leaving) return;
    this.leaving = true;
    this.leaveListener?.();
  }

  /** Bytes that were read before the upgrade but belong to it. */
  unread(bytes: Buffer): void {
    this.push(bytes);
  }

  /** Takes a piece read by the connection; false pauses reading. */
  received(buffer: Buffer, bytes: number): boolean {
    const more = this.push(Buffer.from(buffer.subarray(0, bytes)));
    this.paused = !more;
    return more;
  }

  peerFinished(): void {
    this.push(null);
  }

  socketClosed(): void {
    this.destroy();
  }

  override _read(): void {
    if (this.paused) {
      this.paused = false;
      this.connection.resume();
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.connection.write(chunk, callback);
  }

  /** A frame's head and its payload leave in one packet. */
  override _writev(chunks: { chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    this.connection.cork();
    for (let i = 0; i < chunks.length - 1; i++) this.connection.write(chunks[i].chunk);
    this.connection.write(chunks[chunks.length - 1].chunk, callback);
    this.connection.uncork();
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.connection.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.connection.destroy();
    callback(error);
  }
}
