import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/**
 * A connection after an upgrade, as an ordinary Duplex. Made by the connection that is handed over; ends with its socket. The
 * socket reads into the shared buffer, so every piece is copied before it is passed on.
 */
export class Tunnel extends Duplex {
  private readonly connection: Socket;
  private paused = false;

  constructor(socket: Socket) {
    super({ allowHalfOpen: true, emitClose: true });
    this.connection = socket;
  }

  setNoDelay(on: boolean): this {
    this.connection.setNoDelay(on);
    return this;
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

  override _final(callback: (error?: Error | null) => void): void {
    this.connection.end(() => callback());
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.connection.destroy();
    callback(error);
  }
}
