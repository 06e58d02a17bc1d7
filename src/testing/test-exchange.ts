import { FetchExchange } from "../app/fetch-exchange.ts";
import type { WebSocketOptions, WebSocketPeer } from "../app/platform/platform.ts";
import type { Exchange } from "../core/exchange.ts";
import { TestSocket } from "./test-socket.ts";

/** As a server of ours has it. */
const maxBodyBytes = 1024 ** 3;

export interface TestExchangeInit {
  readonly request: Request;
  readonly method: string;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly rootPath: string;
  readonly upgrade: boolean;
}

/** One request of a test client, within the process. Made by the client for each request; ends when the app is done with it. */
export class TestExchange extends FetchExchange {
  override readonly wantsUpgrade: boolean;
  override readonly remoteAddress: string = "testclient";
  override readonly remotePort: number = 50_000;
  readonly rootPath: string;
  /** Resolves with the socket of a handshake that is accepted. */
  readonly accepted: Promise<TestSocket>;
  /** Resolves when nothing is left to do for it: cleaned up, deferred work done. */
  readonly done: Promise<void>;
  /** The error that nobody expected. */
  error: { readonly value: unknown } | undefined;
  /** What the app closed the handshake with instead of accepting it. */
  refusal: { readonly code: number; readonly reason: string } | undefined;
  /** Whoever called has its answer: an error found now is to be told in another way. */
  returned = false;
  socket: TestSocket | undefined;
  #accept!: (socket: TestSocket) => void;
  #finish!: () => void;

  constructor({ request, method, body, rootPath, upgrade }: TestExchangeInit) {
    super(request, { method, body });
    this.wantsUpgrade = upgrade;
    this.rootPath = rootPath;
    this.maxBodyBytes = maxBodyBytes;
    this.accepted = new Promise((resolve) => {
      this.#accept = resolve;
    });
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Keeps an error for whoever waits for the answer; false if nobody will hear of it. */
  fail(value: unknown): boolean {
    if (this.socket !== undefined) return this.socket.fail(value);
    // What breaks an answer that has begun breaks its body, with this very error.
    if (this.returned) return !this.closed;
    this.error ??= { value };
    return true;
  }

  settle(): void {
    this.#finish();
  }

  acceptSocket(options: WebSocketOptions): WebSocketPeer | null {
    if (this.closed) return null;
    this.started = true;
    this.closed = true;
    this.status = 101;
    this.socket = new TestSocket(options, this.done);
    this.#accept(this.socket);
    return this.socket.peer;
  }
}

/** The test's exchange behind one that the app was given, which may be that of a mount. */
export function testExchangeOf(exchange: Exchange): TestExchange {
  return exchange as TestExchange;
}
