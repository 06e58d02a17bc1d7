import type { SocketClosed } from "./socket-closed.ts";

export type Message = string | Uint8Array;

/** What waits for a handler before the client is held back, whichever comes first. */
const maxWaiting = 32;
const maxWaitingBytes = 64 * 1024;

interface Waiter {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: SocketClosed) => void;
}

/**
 * Messages that came and were not taken yet, or takers that wait for one. Reading a little ahead is what tells of a close while a
 * handler does something else. Owned by a socket; ends with it.
 */
export class MessageQueue {
  readonly #messages: Message[] = [];
  readonly #waiters: Waiter[] = [];
  #bytes = 0;
  #held = false;
  #ended: SocketClosed | undefined;

  /** False: the client is to be held back. */
  push(message: Message): boolean {
    if (this.#ended !== undefined) return true;
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.resolve(message);
      return true;
    }
    this.#messages.push(message);
    this.#bytes += message.length;
    this.#held = this.#isFull;
    return !this.#held;
  }

  get #isFull(): boolean {
    return this.#messages.length >= maxWaiting || this.#bytes >= maxWaitingBytes;
  }

  /** The next message; rejects when there will be none. */
  take(): Promise<Message> {
    const message = this.#messages.shift();
    if (message !== undefined) {
      this.#bytes -= message.length;
      return Promise.resolve(message);
    }
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
    });
  }

  /** Whether the client was held back and need not be any more. Says so once. */
  get released(): boolean {
    if (!this.#held || this.#isFull) return false;
    this.#held = false;
    return true;
  }

  /** There will be no more. With `drop` what waits is not wanted either. */
  end(error: SocketClosed, drop: boolean): void {
    if (this.#ended !== undefined) return;
    this.#ended = error;
    for (const { reject } of this.#waiters.splice(0)) reject(error);
    if (!drop) return;
    this.#messages.length = 0;
    this.#bytes = 0;
  }
}
