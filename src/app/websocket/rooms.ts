import { type BroadcastOptions, type Member, Room, type RoomOptions } from "./room.ts";

/** Rooms by name. Made by `rooms()`; a room is there as long as it has members, so names from clients cannot fill the memory. */
export class Rooms<T = unknown> {
  readonly #rooms = new Map<string, Room<T>>();
  readonly #options: RoomOptions;

  constructor(options: RoomOptions = {}) {
    this.#options = options;
  }

  /** How many rooms have members. */
  get size(): number {
    return this.#rooms.size;
  }

  names(): string[] {
    return [...this.#rooms.keys()];
  }

  /** How many members the room of that name has. */
  sizeOf(name: string): number {
    return this.#rooms.get(name)?.size ?? 0;
  }

  /** Puts a socket into the room of that name, also into several. It leaves when it closes. As `Room.join`. */
  join(name: string, socket: Member<T>): void {
    const room = this.#rooms.get(name) ?? new Room<T>(this.#options, () => this.#rooms.delete(name));
    room.join(socket);
    if (room.size > 0) this.#rooms.set(name, room);
  }

  leave(name: string, socket: Member<T>): void {
    this.#rooms.get(name)?.leave(socket);
  }

  /** As `Room.broadcast`; to nobody if nobody is there. */
  async broadcast(name: string, message: T, options?: BroadcastOptions<T>): Promise<void> {
    await this.#rooms.get(name)?.broadcast(message, options);
  }
}

/**
 * Rooms by name, for chats, documents, games: whoever joins a name hears what is broadcast to it, within this process.
 *
 *     const chat = rooms<{ text: string }>();
 *     app.websocket("/rooms/{room}", async ({ path }, socket) => {
 *       chat.join(path.room, socket);
 *       for await (const text of socket) await chat.broadcast(path.room, { text: String(text) });
 *     });
 */
export function rooms<T = unknown>(options?: RoomOptions): Rooms<T> {
  return new Rooms<T>(options);
}
