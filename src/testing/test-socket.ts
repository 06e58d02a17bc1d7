import type { WebSocketOptions, WebSocketPeer } from "../app/platform/platform.ts";
import { checkClose, closedBy, type SocketClosed } from "../app/websocket/socket-closed.ts";

type Message = string | Uint8Array;

/** Bytes that the client has not received yet before the server's `send` waits. */
const writeAheadBytes = 64 * 1024;

/**
 * The client's end of a WebSocket within the process. Made when the app accepts a handshake; what the server sends waits until it is
 * received.
 *
 *     const socket = await client.websocket("/echo");
 *     await socket.send("hello");
 *     assert.equal(await socket.receive(), "hello");
 *     await socket.close();
 */
export class TestSocket implements AsyncIterable<Message> {
  /** Internal: the server's end. */
  readonly peer: WebSocketPeer;
  /** The sub-protocol agreed on. */
  readonly protocol: string | undefined;
  /** Fields of the 101 that the app has set. */
  readonly headers: Headers;
  readonly #server: MemoryPeer;
  readonly #done: Promise<void>;
  readonly #messages: Message[] = [];
  readonly #waiters: { resolve: (message: Message) => void; reject: (error: unknown) => void }[] = [];
  #closed: SocketClosed | undefined;
  #error: { readonly value: unknown } | undefined;
  #errorSeen = false;

  constructor({ protocol, headers, maxMessageBytes }: WebSocketOptions, done: Promise<void>) {
    this.protocol = protocol;
    this.headers = new Headers();
    for (let i = 0; i < headers.length; i += 2) this.headers.append(headers[i], headers[i + 1]);
    this.#done = done;
    this.#server = new MemoryPeer(
      maxMessageBytes,
      (message) => this.#take(message),
      (code, reason) => this.#end(code, reason),
    );
    this.peer = this.#server;
  }

  /** Close code once closed, whoever closed; undefined before. */
  get closeCode(): number | undefined {
    return this.#closed?.code;
  }

  get closeReason(): string | undefined {
    return this.#closed?.reason;
  }

  /** Sends text or bytes. Resolves when the app reads on; rejects with a `SocketClosed` after the close. */
  async send(message: Message): Promise<void> {
    this.#check();
    await this.#server.receive(typeof message === "string" ? message : message.slice());
  }

  /** Sends a value as JSON text. */
  sendJson(value: unknown): Promise<void> {
    return this.send(JSON.stringify(value));
  }

  /**
   * The next message. Rejects with a `SocketClosed` (with code and reason) once the server has closed and all messages were received, or
   * with the error that ended the handler.
   */
  receive(): Promise<Message> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#server.taken(size(message));
      return Promise.resolve(message);
    }
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined || this.#closed !== undefined) reject(this.#ending());
      else this.#waiters.push({ resolve, reject });
    });
  }

  /** The next message as text. @throws TypeError for bytes. */
  async receiveText(): Promise<string> {
    const message = await this.receive();
    if (typeof message !== "string") throw new TypeError("the message is bytes, not text");
    return message;
  }

  /** The next message, parsed as JSON. `T` is not checked. */
  async receiveJson<T = unknown>(): Promise<T> {
    const message = await this.receive();
    return JSON.parse(typeof message === "string" ? message : new TextDecoder().decode(message)) as T;
  }

  /** Ends when the server closes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, void> {
    for (;;) {
      let message: Message;
      try {
        message = await this.receive();
      } catch (error) {
        if (error === this.#closed) return;
        throw error;
      }
      yield message;
    }
  }

  /**
   * Closes (unless that has happened) and waits until the handler and its clean-up have ended. Rejects with the error that ended
   * the handler, if no `receive` did.
   */
  async close(code = 1000, reason = ""): Promise<void> {
    checkClose(code, reason);
    if (this.#closed === undefined) {
      this.#end(code, reason);
      await this.#server.leave(code, reason);
    }
    await this.#done;
    if (this.#error !== undefined && !this.#errorSeen) throw this.#ending();
  }

  /** Breaks the connection off without a word, as a client does that lost its network: 1006 for both. Waits as `close` does. */
  async abort(): Promise<void> {
    if (this.#closed === undefined) {
      this.#end(1006, "");
      this.#server.lose();
    }
    await this.#done;
    if (this.#error !== undefined && !this.#errorSeen) throw this.#ending();
  }

  /** Internal: an error that nobody expected in the handler. False if nobody will hear of it. */
  fail(value: unknown): boolean {
    this.#error ??= { value };
    for (const { reject } of this.#waiters.splice(0)) reject(this.#ending());
    return true;
  }

  /** Internal: an error that no call has rejected with. */
  get unseenError(): { readonly value: unknown } | undefined {
    return this.#errorSeen ? undefined : this.#error;
  }

  #ending(): unknown {
    if (this.#error === undefined) return this.#closed;
    this.#errorSeen = true;
    return this.#error.value;
  }

  #check(): void {
    if (this.#closed !== undefined) throw this.#ending();
  }

  #take(message: Message): void {
    if (this.#closed !== undefined) return;
    const waiter = this.#waiters.shift();
    if (waiter === undefined) this.#messages.push(message);
    else {
      waiter.resolve(message);
      this.#server.taken(size(message));
    }
  }

  #end(code: number, reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = closedBy(code, reason);
    for (const { reject } of this.#waiters.splice(0)) reject(this.#ending());
  }
}

/** The server's end: what `server/` has a connection for. */
class MemoryPeer implements WebSocketPeer {
  onMessage: (data: Message) => boolean = () => true;
  onClose: (code: number, reason: string) => void = () => {};
  bufferedBytes = 0;
  readonly #maxBytes: number;
  readonly #deliver: (message: Message) => void;
  readonly #end: (code: number, reason: string) => void;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  #paused = false;
  #resumed: (() => void)[] = [];
  #received: Promise<void> = Promise.resolve();
  #leaving = false;
  #closed = false;

  constructor(maxBytes: number, deliver: (message: Message) => void, end: (code: number, reason: string) => void) {
    this.#maxBytes = maxBytes;
    this.#deliver = deliver;
    this.#end = end;
  }

  send(data: Message): Promise<void> {
    if (this.#closed) return Promise.reject(new Error("the WebSocket is closed"));
    this.bufferedBytes += size(data);
    this.#deliver(typeof data === "string" ? data : data.slice());
    if (this.bufferedBytes < writeAheadBytes) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** The client has received so many bytes. */
  taken(bytes: number): void {
    this.bufferedBytes -= bytes;
    if (this.bufferedBytes < writeAheadBytes) for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** A message of the client. Resolves when the app has it. */
  receive(message: Message): Promise<void> {
    this.#received = this.#received.then(() => this.#receive(message));
    return this.#received;
  }

  async #receive(message: Message): Promise<void> {
    while (this.#paused && !this.#closed && !this.#leaving) {
      await new Promise<void>((resolve) => this.#resumed.push(resolve));
    }
    if (this.#closed) return;
    if (size(message) > this.#maxBytes) {
      this.#end(1009, "Max payload size exceeded");
      this.#tell(1009, "Max payload size exceeded");
    } else if (!this.onMessage(message)) this.#paused = true;
  }

  /** The client closes, behind what it has sent. */
  leave(code: number, reason: string): Promise<void> {
    this.#leaving = true;
    for (const resolve of this.#resumed.splice(0)) resolve();
    this.#received = this.#received.then(() => this.#tell(code, reason));
    return this.#received;
  }

  /** The connection breaks. */
  lose(): void {
    this.#tell(1006, "");
  }

  resume(): void {
    this.#paused = false;
    for (const resolve of this.#resumed.splice(0)) resolve();
  }

  close(code: number, reason: string): void {
    if (this.#closed) return;
    this.#end(code, reason);
    this.#tell(code, reason);
  }

  terminate(): void {
    this.close(1006, "");
  }

  #tell(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.resume();
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the WebSocket is closed"));
    this.onClose(code, reason);
  }
}

const encoder = new TextEncoder();

function size(message: Message): number {
  return typeof message === "string" ? encoder.encode(message).byteLength : message.byteLength;
}
