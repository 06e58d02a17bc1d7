/**
 * Passive health of one peer, by nginx's rule: `maxFails` failures, each within `failTimeoutMs` of the one before, make
 * the peer rest for `failTimeoutMs`; then one request probes it; its success brings the peer back, its failure rests it again.
 *
 * Made and owned by a `Peer`. Times are a monotonic clock's milliseconds, handed in.
 */
export class PeerHealth {
  /** Failures that make the peer rest; 0 = it never rests. */
  readonly maxFails: number;
  /** Both the window in which failures add up and the length of the rest, in ms. */
  readonly failTimeoutMs: number;
  /** Failures since the last success that counted. */
  fails = 0;
  /** When the peer last failed. */
  #failedAt = Number.NEGATIVE_INFINITY;
  /** When the current window began: the last failure, or the probe that was let through after a rest. */
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(maxFails: number, failTimeoutMs: number) {
    this.maxFails = maxFails;
    this.failTimeoutMs = failTimeoutMs;
  }

  /** Failed too often, and no success since: it gets at most one probe per `failTimeoutMs`. */
  get resting(): boolean {
    return this.maxFails !== 0 && this.fails >= this.maxFails;
  }

  /** Whether a request may go to the peer now. */
  available(now: number): boolean {
    return this.fails < this.maxFails || this.maxFails === 0 || now - this.#checkedAt > this.failTimeoutMs;
  }

  /** A request goes to the peer. Past the window this is the probe: the others wait for what becomes of it. */
  picked(now: number): void {
    if (now - this.#checkedAt > this.failTimeoutMs) this.#checkedAt = now;
  }

  /**
   * A request failed. True if it made the peer rest: not for the others that fail with it when it dies, nor for a probe that
   * fails, since it is resting already.
   */
  failed(now: number): boolean {
    const rested = this.resting;
    this.fails++;
    this.#failedAt = now;
    this.#checkedAt = now;
    return this.resting && !rested;
  }

  /**
   * A request was answered. Failures are forgotten only by a request sent after the window of the last failure: one that
   * was already under way when the peer failed proves nothing. True if the peer was resting and is back.
   */
  succeeded(): boolean {
    if (this.#failedAt >= this.#checkedAt || this.fails === 0) return false;
    const back = this.resting;
    this.fails = 0;
    return back;
  }

  /** Forgets all failures. */
  reset(): void {
    this.fails = 0;
    this.#failedAt = Number.NEGATIVE_INFINITY;
    this.#checkedAt = Number.NEGATIVE_INFINITY;
  }
}
