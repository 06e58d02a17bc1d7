import { AppSocket, broadcastTo, messagesOf } from "./app-socket.ts";
import type { Message } from "./message-queue.ts";
import type { Messages } from "./messages.ts";
import type { Socket } from "./types.ts";

/** A socket that takes messages `T`, whatever it receives. */
export type Member<T> = Pick<Socket<unknown, T>, "send" | "signal" | "open">;

/** Options of `new Room()` and `rooms()`. */
export interface RoomOptions {
  /** Bytes that may wait for a slow member; one that leaves more untaken is closed with 1013. Default 1 MiB. */
  maxBufferedBytes?: number;
}

/** Options of a room's `broadcast`. */
export interface BroadcastOptions<T> {
  /** Who is left out: a member, or several. */
  except?: Member<T> | readonly Member<T>[];
}

/**
 * Sockets of this process that hear the same messages. Made by the user or by `rooms()`; a socket leaves when it closes.
 *
 *     const lobby = new Room<{ text: string }>();
 *     app.websocket("/lobby", async (_, socket) => {
 *       lobby.join(socket);
 *       for await (const text of socket) await lobby.broadcast({ text: String(text) }, { except: socket });
 *     });
 */
export class Room<T = unknown> {
  readonly #members = new Map<AppSocket, () => void>();
  readonly #maxBuffered: number;
  readonly #emptied: (() => void) | undefined;

  constructor(options: RoomOptions = {}, emptied?: () => void) {
    this.#maxBuffered = options.maxBufferedBytes ?? 1024 * 1024;
    this.#emptied = emptied;
  }

  get size(): number {
    return this.#members.size;
  }

  /**
   * Lets a socket hear what is broadcast from now on; accepts it if nobody has. Does nothing for one that is closed or here already.
   * @throws TypeError for what is no socket of an app.
   */
  join(socket: Member<T>): void {
    if (!(socket instanceof AppSocket)) throw new TypeError("join: not the socket of a WebSocket handler");
    if (!socket.open || this.#members.has(socket)) return;
    void socket.accept();
    const leave = () => this.leave(socket);
    this.#members.set(socket, leave);
    socket.signal.addEventListener("abort", leave, { once: true });
  }

  /** Takes a socket out. Its connection goes on. */
  leave(socket: Member<T>): void {
    const leave = this.#members.get(socket as AppSocket);
    if (leave === undefined) return;
    socket.signal.removeEventListener("abort", leave);
    this.#members.delete(socket as AppSocket);
    if (this.#members.size === 0) this.#emptied?.();
  }

  has(socket: Member<T>): boolean {
    return this.#members.has(socket as AppSocket);
  }

  /**
   * Sends a message to all members, as each one's `send` would. Waits for none of them: resolves when the message is on its way.
   * Rejects, and sends nothing, if it is not what a member's `send` schema declares.
   */
  async broadcast(message: T, options: BroadcastOptions<T> = {}): Promise<void> {
    const { except = [] } = options;
    const left = new Set<unknown>(Array.isArray(except) ? except : [except]);
    const members = [...this.#members.keys()].filter((member) => !left.has(member));
    // Members of one route are sent the same bytes: written once.
    const written = new Map<Messages, Message>();
    for (const member of members) {
      const messages = messagesOf(member);
      if (!written.has(messages)) written.set(messages, await messages.write(message));
    }
    for (const member of members) broadcastTo(member, written.get(messagesOf(member)) as Message, this.#maxBuffered);
  }
}
