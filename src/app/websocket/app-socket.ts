import type { Exchange } from "../../core/exchange.ts";
import { Context, type ContextHost, touchedReply } from "../context.ts";
import type { Definition } from "../definition.ts";
import { answerFields } from "../fields.ts";
import { HeaderList } from "../header-list.ts";
import type { WebSocketAcceptor, WebSocketPeer } from "../platform/platform.ts";
import { ValidationError } from "../validation-error.ts";
import { type Message, MessageQueue } from "./message-queue.ts";
import type { Messages } from "./messages.ts";
import { asReason, checkClose, closedBy, type SocketClosed } from "./socket-closed.ts";
import type { AcceptOptions, Socket } from "./types.ts";

/** Bytes that a client may leave untaken while its handler sends on without waiting; past it the socket closes with 1013. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** Internal: one message, written already, to a member of a room: its socket closes if more than that waits for the client. */
export let broadcastTo: (socket: AppSocket, message: Message, maxBuffered: number) => void;
export let messagesOf: (socket: AppSocket) => Messages;
/** Why the socket is closed; undefined while it is open. */
export let closeOf: (socket: AppSocket) => SocketClosed | undefined;
export let peerOf: (socket: AppSocket) => WebSocketPeer | undefined;
/** Whether the handshake has its answer. */
export let isAnswered: (socket: AppSocket) => boolean;
/** Marks the handshake as answered by somebody else. */
export let setAnswered: (socket: AppSocket) => void;

/**
 * The second argument of a WebSocket handler. Made by the app for each handshake that a route takes; ends when handler and connection
 * have ended. The handshake is answered by `accept`, `close` or the first read or send.
 */
export class AppSocket extends Context implements Socket<unknown, unknown> {
  readonly #exchange: Exchange;
  readonly #acceptor: WebSocketAcceptor;
  readonly #messages: Messages;
  readonly #queue = new MessageQueue();
  #abort: AbortController | undefined;
  #peer: WebSocketPeer | undefined;
  #protocol: string | undefined;
  #answered = false;
  #closed: SocketClosed | undefined;
  /** Messages whose schema takes its time; what is sent meanwhile comes behind them. */
  #writing: Promise<unknown> | undefined;

  static {
    broadcastTo = (socket, message, maxBuffered) => {
      if (socket.#closed !== undefined) return;
      socket.#write(message, maxBuffered).catch(() => {});
    };
    messagesOf = (socket) => socket.#messages;
    closeOf = (socket) => socket.#closed;
    peerOf = (socket) => socket.#peer;
    isAnswered = (socket) => socket.#answered;
    setAnswered = (socket) => {
      socket.#answered = true;
    };
  }

  constructor(
    exchange: Exchange,
    host: ContextHost,
    route: Definition,
    acceptor: WebSocketAcceptor,
    messages: Messages,
  ) {
    super(exchange, host, 200, route);
    this.#exchange = exchange;
    this.#acceptor = acceptor;
    this.#messages = messages;
    // The client left before the handshake was answered.
    exchange.onAbort(() => this.#end(closedBy(1006, ""), true));
  }

  override get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#closed !== undefined) this.#abort.abort(this.#closed);
    }
    return this.#abort.signal;
  }

  get protocol(): string | undefined {
    return this.#protocol;
  }

  get offeredProtocols(): readonly string[] {
    const offered = this.#exchange.header("sec-websocket-protocol");
    return offered === undefined ? [] : offered.split(",").map((name) => name.trim());
  }

  get open(): boolean {
    return this.#closed === undefined;
  }

  accept(options: AcceptOptions = {}): Promise<void> {
    return this.#quiet(async () => void this.#accept(options));
  }

  /**
   * Whoever doesn't wait for a client that has left means no harm: without somebody who awaits it, that rejection is not heard of.
   * Every other one is.
   */
  #quiet<T>(work: () => Promise<T>): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      work().then(resolve, (error: unknown) => {
        if (error === this.#closed) promise.catch(() => {});
        reject(error);
      });
    });
    return promise;
  }

  #accept(options: AcceptOptions): WebSocketPeer {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#peer !== undefined) return this.#peer;
    const offered = this.offeredProtocols;
    const protocol = options.protocol ?? this.#messages.protocols.find((name) => offered.includes(name));
    if (protocol !== undefined && !offered.includes(protocol)) {
      // RFC 6455 section 4.1: the client would fail the connection.
      throw new TypeError(`accept: the client does not offer the sub-protocol ${JSON.stringify(protocol)}`);
    }
    const headers = this.#headers(options);
    this.#answered = true;
    const peer = this.#acceptor.accept(this.#exchange, { protocol, headers, maxMessageBytes: this.#messages.maxBytes });
    if (peer === null) {
      this.#end(closedBy(1006, ""), true);
      throw this.#closed;
    }
    peer.onMessage = (message) => this.#queue.push(message);
    peer.onClose = (code, reason) => this.#end(closedBy(code, reason), false);
    this.#peer = peer;
    this.#protocol = protocol;
    return peer;
  }

  /** The fields of the 101 beside those of the handshake: those given, and what dependencies have put into the reply. */
  #headers(options: AcceptOptions): readonly string[] {
    const list = new HeaderList();
    const given = answerFields(options.headers, null, touchedReply(this));
    for (let i = 0; i < given.length; i += 2) {
      if (given[i] === "upgrade" || given[i].startsWith("sec-websocket-")) {
        throw new TypeError(`accept: the header ${given[i]} is the handshake's own`);
      }
      list.append(given[i], given[i + 1]);
    }
    return list.flat;
  }

  receive(): Promise<unknown> {
    return this.#quiet(() => this.#receive());
  }

  async #receive(): Promise<unknown> {
    const peer = this.#peer ?? this.#accept({});
    const message = await this.#queue.take();
    if (this.#queue.released) peer.resume();
    try {
      return await this.#messages.read(message);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const [{ loc, msg }] = error.problems;
      const place = loc.slice(1).join(".");
      this.#close(1007, asReason(place === "" ? msg : `${place}: ${msg}`), error);
      throw this.#closed;
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, void> {
    return {
      next: async () => {
        try {
          return { done: false, value: await this.receive() };
        } catch (error) {
          if (error === this.#closed) return { done: true, value: undefined };
          throw error;
        }
      },
    };
  }

  send(message: unknown): Promise<void> {
    return this.#quiet(() => this.#send(message));
  }

  async #send(message: unknown): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    const data = this.#messages.write(message);
    if (this.#writing === undefined && !(data instanceof Promise)) return this.#write(data, maxBufferedBytes);
    const before = this.#writing;
    const writing = (async () => {
      // What failed before has told its own sender.
      await before?.catch(() => {});
      const made = await data;
      return { written: this.#write(made, maxBufferedBytes) };
    })();
    this.#writing = writing;
    try {
      await (await writing).written;
    } finally {
      if (this.#writing === writing) this.#writing = undefined;
    }
  }

  async #write(data: Message, maxBuffered: number): Promise<void> {
    const peer = this.#accept({});
    if (peer.bufferedBytes > maxBuffered) {
      this.log.log("info", `WebSocket ${this.path}: closed with 1013: ${peer.bufferedBytes} bytes wait for its client`);
      this.#close(1013, "Too slow");
      throw this.#closed;
    }
    try {
      await peer.send(data);
    } catch {
      // The peer knows that it ends a little before it knows how.
      const { signal } = this;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      throw this.#closed;
    }
  }

  async close(code = 1000, reason = ""): Promise<void> {
    checkClose(code, reason);
    this.#close(code, reason);
  }

  #close(code: number, reason: string, cause?: unknown): void {
    if (this.#closed !== undefined) return;
    if (this.#peer !== undefined) this.#peer.close(code, reason);
    else if (!this.#answered) {
      this.#answered = true;
      this.#acceptor.refuse(this.#exchange, code, reason);
    }
    this.#end(closedBy(code, reason, cause), true);
  }

  #end(closed: SocketClosed, drop: boolean): void {
    if (this.#closed !== undefined) return;
    this.#closed = closed;
    this.#queue.end(closed, drop);
    this.#abort?.abort(closed);
  }
}
