import type { WebSocket } from "ws";
import type { WebSocketPeer } from "../../app/platform/platform.ts";

/** Bytes that may wait for a client before `send` waits too. */
const writeAheadBytes = 64 * 1024;

/** What a fault in the client's frames closes with, by the code of ws's error; 1002 for all others. */
const closeCodes: { readonly [code: string]: number } = {
  WS_ERR_INVALID_UTF8: 1007,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
};

/** A WebSocket on a connection of ours. Made when its handshake is accepted; ends with the connection. */
export class NodeWebSocketPeer implements WebSocketPeer {
  onMessage: (data: string | Uint8Array) => boolean = () => true;
  onClose: (code: number, reason: string) => void = () => {};
  readonly #socket: WebSocket;
  #told = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => {
      const given = data as Buffer;
      if (!this.onMessage(isBinary ? plainBytes(given) : given.toString("utf8"))) socket.pause();
    });
    // ws has answered the fault by then; without a code of its own it is the connection that broke, which the close tells.
    socket.on("error", (error: Error & { code?: string }) => {
      if (error.code?.startsWith("WS_ERR_")) this.#tell(closeCodes[error.code] ?? 1002, error.message);
    });
    socket.on("close", (code, reason) => this.#tell(code, reason.toString("utf8")));
  }

  #tell(code: number, reason: string): void {
    if (this.#told) return;
    this.#told = true;
    this.onClose(code, reason);
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  resume(): void {
    this.#socket.resume();
  }

  send(data: string | Uint8Array): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      socket.send(data, (error) => (error ? reject(error) : resolve()));
      if (socket.readyState === socket.OPEN && socket.bufferedAmount < writeAheadBytes) resolve();
    });
  }

  close(code: number, reason: string): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return;
    socket.close(code, reason);
    // The client's answer comes after whatever it has sent before.
    socket.resume();
  }

  /** The server stops. What the client sent before is still read by the app; the goodbye is on its way. */
  leave(): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.close(1012, "Service Restart");
    this.#tell(1012, "Service Restart");
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** The bytes without a class of Node's. Copied where they would hold a much larger piece of what was read. */
function plainBytes(data: Buffer): Uint8Array {
  const view = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data.byteLength * 2 < data.buffer.byteLength ? view.slice() : view;
}
