import type { State } from "./types.ts";

/**
 * What runs around the app's life: up to its `yield` before the server is ready, the rest after the drain. What it yields
 * is `context.state`.
 *
 *     async function* lifespan() {
 *       const pool = await connect();
 *       try { yield { pool }; } finally { await pool.end(); }
 *     }
 */
export type LifespanFunction = () =>
  | AsyncGenerator<State | undefined, void, void>
  | Generator<State | undefined, void, void>;

/** One run of a lifespan function. Created by the app at each start; ends with `close()`. */
export class Lifespan {
  readonly #run: ReturnType<LifespanFunction>;

  constructor(make: LifespanFunction) {
    this.#run = make();
  }

  /** Runs up to the `yield`. Rejects with what it throws, and if it ends without a `yield`. */
  async open(): Promise<State> {
    const { done, value } = await this.#run.next();
    if (done) throw new TypeError("the lifespan function ended without a yield: yield once, where the app is ready");
    return value ?? ({} as State);
  }

  /** Runs what follows the `yield`. */
  async close(): Promise<void> {
    const { done } = await this.#run.next();
    if (done) return;
    await this.#run.return();
    throw new TypeError("the lifespan function yielded twice");
  }
}
