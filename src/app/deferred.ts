import type { Exchange } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { describeError } from "./describe-error.ts";

/** The work that handlers put off until after their answers. Created and owned by the app. */
export class Deferred {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** Runs one request's work in order, after the answer had its chance to leave; errors go to `logger`. */
  run(work: readonly (() => unknown)[], { method, path }: Exchange, logger: Logger): void {
    this.#running++;
    // A timer and not a microtask: a server may write what was sent at the end of the turn.
    setTimeout(async () => {
      for (const task of work) {
        try {
          await task();
        } catch (error) {
          logger.log("error", `${method} ${path}: deferred work failed: ${describeError(error)}`);
        }
      }
      this.#running--;
      if (this.#running === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    }, 0);
  }

  /** Resolves when nothing is left to run. */
  drained(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
