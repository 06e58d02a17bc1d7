import type { Clock } from "./clock.ts";

/** Milliseconds. */
export interface BackoffOptions {
  /** Second delay; each one after is twice as long. Default 250. */
  readonly baseMs?: number;
  /** Longest delay. Default 30 000. */
  readonly capMs?: number;
  /** Whoever ran this long was healthy: the next delay is the first again. Default 10 000. */
  readonly healthyMs?: number;
}

/**
 * How long to wait before something that ended is started again: at once the first time, then longer and longer, from the
 * start again after a healthy run. Pure; one per worker slot.
 */
export class Backoff {
  private readonly clock: Clock;
  private readonly options: Required<BackoffOptions>;
  private failures = 0;
  private readySince: number | undefined;

  constructor(clock: Clock, options: BackoffOptions = {}) {
    this.clock = clock;
    this.options = { baseMs: 250, capMs: 30_000, healthyMs: 10_000, ...options };
  }

  /** It is ready. */
  ready(): void {
    this.readySince = this.clock.now();
  }

  /** It ended; returns the milliseconds to wait before the next start. */
  ended(): number {
    const { baseMs, capMs, healthyMs } = this.options;
    if (this.readySince !== undefined && this.clock.now() - this.readySince >= healthyMs) this.failures = 0;
    this.readySince = undefined;
    const delay = this.failures === 0 ? 0 : Math.min(capMs, baseMs * 2 ** (this.failures - 1));
    this.failures++;
    return delay;
  }
}
