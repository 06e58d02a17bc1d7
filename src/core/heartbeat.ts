/** What the silence of a worker means. */
export type Pulse = "alive" | "quiet" | "dead";

/**
 * Judges a worker by the time since it last answered from inside its event loop. Time is counted in ticks of the watcher,
 * each for at most `maxTickMs`: a watcher that was itself stopped (SIGSTOP, a suspended laptop) must not take everyone
 * for dead when it wakes. Pure.
 */
export class Heartbeat {
  /** Milliseconds without an answer. */
  silentMs = 0;
  private readonly quietMs: number;
  private readonly deadMs: number;
  private readonly maxTickMs: number;

  /** `deadMs` 0: never dead. */
  constructor(quietMs: number, deadMs: number, maxTickMs: number) {
    this.quietMs = quietMs;
    this.deadMs = deadMs;
    this.maxTickMs = maxTickMs;
  }

  beat(): void {
    this.silentMs = 0;
  }

  /** `elapsedMs` have passed since the last tick. */
  tick(elapsedMs: number): Pulse {
    this.silentMs += Math.min(elapsedMs, this.maxTickMs);
    if (this.deadMs > 0 && this.silentMs >= this.deadMs) return "dead";
    return this.silentMs >= this.quietMs ? "quiet" : "alive";
  }
}
