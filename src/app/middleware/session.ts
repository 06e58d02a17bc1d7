import type { SessionData } from "./session-data.ts";

/** What a session cookie said. */
export interface StoredSession {
  readonly id: string;
  readonly data: { readonly [name: string]: unknown };
}

/** Internal: what is to be stored; null if nothing is left. */
export let storedOf: (session: Session) => StoredSession | null;

/**
 * What a client's cookie holds for it, for one request: `use: { session }` gives it. Changes are stored with the answer, also
 * those inside of a value. Values come back as JSON has them. The client can read it, but not change it.
 */
export class Session {
  readonly #data: Map<string, unknown>;
  #id: string | undefined;

  static {
    storedOf = (session) =>
      session.#data.size === 0 ? null : { id: session.id, data: Object.fromEntries(session.#data) };
  }

  /** Made by `sessions`; by a test, to stand in for one: `new Session({ id: "1", data: { user: "ann" } })`. */
  constructor(stored: StoredSession | null = null) {
    this.#id = stored?.id;
    this.#data = new Map(Object.entries(stored?.data ?? {}));
  }

  /** A random name of the session, the same until `regenerate`; of one that holds nothing it is not stored. */
  get id(): string {
    this.#id ??= crypto.randomUUID();
    return this.#id;
  }

  /** Names it holds. */
  get size(): number {
    return this.#data.size;
  }

  has(name: string): boolean {
    return this.#data.has(name);
  }

  get<K extends keyof SessionData & string>(name: K): SessionData[K] | undefined {
    return this.#data.get(name) as SessionData[K] | undefined;
  }

  /** Undefined removes the name. */
  set<K extends keyof SessionData & string>(name: K, value: SessionData[K]): void {
    if (value === undefined) this.#data.delete(name);
    else this.#data.set(name, value);
  }

  delete(name: string): boolean {
    return this.#data.delete(name);
  }

  /** Ends it: the cookie is removed. */
  clear(): void {
    this.#data.clear();
    this.#id = undefined;
  }

  /** A new id for the same data: do it when a user logs in or gains rights. */
  regenerate(): void {
    this.#id = crypto.randomUUID();
  }

  entries(): IterableIterator<[string, unknown]> {
    return this.#data.entries();
  }
}
