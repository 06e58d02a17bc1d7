/** The work that handlers put off until after their answers. Created and owned by the app's run. */
export class Deferred {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** Runs one request's work in order, after the answer had its chance to leave; errors go to `report`. */
  run(work: readonly (() => unknown)[], report: (error: unknown) => void, done: () => void = () => {}): void {
    this.#running++;
    // A timer and not a microtask: a server may write what was sent at the end of the turn.
    setTimeout(async () => {
      for (const task of work) {
        try {
          await task();
        } catch (error) {
          report(error);
        }
      }
      this.#running--;
      done();
      if (this.#running === 0) for (const resolve of this.#waiting.splice(0)) resolve();
    }, 0);
  }

  /** Resolves when nothing is left to run. */
  drained(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
