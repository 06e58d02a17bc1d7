/** What a lifecycle begins and ends. */
export interface Lived {
  open(): Promise<void>;
  /** Waits for what is still under way, before `close`. */
  drain(): Promise<void>;
  /** Ends all that is open, also after an `open` that failed halfway. */
  close(): Promise<void>;
}

const done = Promise.resolve();

/**
 * Start and stop of an app's run, one after the other whoever asks meanwhile: a stop ends what the start before it opens, a start waits
 * for the stop before it. Made and owned by the run; may be gone through again and again.
 */
export class Lifecycle {
  readonly #lived: Lived;
  #starting: Promise<void> | undefined;
  #started = false;
  #stopping: Promise<void> | undefined;

  constructor(lived: Lived) {
    this.#lived = lived;
  }

  get isStarted(): boolean {
    return this.#starting !== undefined;
  }

  /** Once until the next stop. Rejects with what `open` rejects with, and may then be tried again. */
  start(): Promise<void> {
    if (this.#started) return done;
    this.#starting ??= this.#start(this.#stopping);
    return this.#starting;
  }

  async #start(before: Promise<void> | undefined): Promise<void> {
    await before?.catch(() => {});
    try {
      await this.#lived.open();
      this.#started = true;
    } catch (error) {
      // What it failed with counts, not what that has led to.
      await this.#lived.close().catch(() => {});
      this.#starting = undefined;
      throw error;
    }
  }

  stop(): Promise<void> {
    const stopping = this.#stop(this.#stopping).finally(() => {
      if (this.#stopping === stopping) this.#stopping = undefined;
    });
    this.#stopping = stopping;
    return stopping;
  }

  async #stop(before: Promise<void> | undefined): Promise<void> {
    await before?.catch(() => {});
    await this.#starting?.catch(() => {});
    await this.#lived.drain();
    this.#started = false;
    this.#starting = undefined;
    await this.#lived.close();
  }
}
