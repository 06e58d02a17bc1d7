import { connect, type Socket } from "node:net";
import { ResponseReader } from "./response-reader.ts";

/** How one request ended. */
export interface Answer {
  /** `whole`: complete by its framing. `cut`: begun, never completed. `none`: not a byte came back. */
  readonly outcome: "whole" | "cut" | "none";
  /** 0 when no head came. */
  readonly status: number;
  readonly head: string;
  /** Text of the body, unless `discard` is set. */
  readonly body: string;
  readonly bytes: number;
  /** What the socket reported, "" if nothing. */
  readonly error: string;
}

interface Pending {
  status: number;
  head: string;
  chunks: Buffer[];
  bytes: number;
  settle: (answer: Answer) => void;
}

/**
 * One keep-alive connection of a drill: one request at a time, nothing retried, nothing hidden. Opened at the first request and
 * again after the server closed it; whoever made it calls `destroy()`.
 */
export class HttpConnection {
  private readonly port: number;
  private readonly localAddress: string | undefined;
  private readonly discard: boolean;
  private socket: Socket | null = null;
  private pending: Pending | null = null;
  private error = "";
  /** Connections opened so far. */
  opened = 0;

  constructor(port: number, options: { localAddress?: string; discard?: boolean } = {}) {
    this.port = port;
    this.localAddress = options.localAddress;
    this.discard = options.discard ?? false;
  }

  /** Sends a request and waits for its end, good or bad; never rejects. */
  request(method: string, target: string, body = "", headers = ""): Promise<Answer> {
    const length = body === "" && method === "GET" ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
    return this.send(`${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n${headers}${length}\r\n${body}`);
  }

  /** Sends raw bytes that make one request. */
  send(bytes: string): Promise<Answer> {
    if (this.pending !== null) throw new Error("one request at a time");
    return new Promise((settle) => {
      this.pending = { status: 0, head: "", chunks: [], bytes: 0, settle };
      this.open().write(bytes);
    });
  }

  /** The socket, opened if need be: for what a drill does to it beyond requests. */
  open(): Socket {
    if (this.socket !== null) return this.socket;
    const socket = connect({
      ...{ port: this.port, host: "127.0.0.1", noDelay: true },
      ...(this.localAddress === undefined ? {} : { localAddress: this.localAddress }),
    });
    const reader = new ResponseReader({
      onHead: (status, head) => {
        if (this.pending !== null) Object.assign(this.pending, { status, head });
      },
      onBody: (chunk) => {
        if (this.pending === null) return;
        this.pending.bytes += chunk.length;
        if (!this.discard) this.pending.chunks.push(chunk);
      },
      onEnd: () => this.settle("whole"),
    });
    this.socket = socket;
    this.error = "";
    this.opened += 1;
    socket.on("data", (data) => {
      try {
        reader.push(data);
      } catch (error) {
        this.error = (error as Error).message;
        socket.destroy();
      }
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.error = error.code ?? error.message;
    });
    socket.once("close", () => {
      // One left behind after an answer that said it closes must not end the request that follows it.
      if (this.socket !== socket) return;
      this.socket = null;
      const left = reader.close();
      if (this.pending !== null) this.settle(this.pending.status > 0 || left === "cut" ? "cut" : "none");
    });
    return socket;
  }

  destroy(): void {
    this.socket?.destroy();
  }

  private settle(outcome: Answer["outcome"]): void {
    const pending = this.pending;
    if (pending === null) return;
    this.pending = null;
    const { status, head, bytes } = pending;
    // A server that said it closes will: the next request must not race that close.
    if (outcome === "whole" && /\r\nconnection: *close/i.test(head)) {
      this.socket?.destroy();
      this.socket = null;
    }
    const body = Buffer.concat(pending.chunks).toString("utf8");
    pending.settle({ outcome, status, head, body, bytes, error: this.error });
  }
}
