import type { Clock } from "../clock.ts";

export interface KeepAliveGuardOptions {
  /**
   * Idle age up to which a connection to a peer we know nothing about carries any request. Default 1000 ms: the shortest
   * limit in common use is gunicorn's 2 s, less the margin.
   */
  readonly unknownMs?: number;
  /** How long an observed close counts at most. Default 600 000 ms. */
  readonly memoryMs?: number;
}

const observations = 32;
/** Closes this close together, of connections idle for different times, are a peer going down and no idle limit. */
const burstMs = 50;
/** Idle ages further apart than this are different. */
const sameAgeMs = 250;
/**
 * A close counts for a hundred times its idle age, but for 10 s at least: a peer that was killed closes connections idle for
 * milliseconds, which must not cost fresh connections for long; one that always closes so soon says it again at once.
 */
const memoryFactor = 100;
const leastMemoryMs = 10_000;

/**
 * Decides whether an idle connection may carry a request that must not be repeated. The peer closes idle connections after
 * a limit of its own; a request that crosses that close on the wire is lost, and one that is not idempotent cannot be sent
 * again. So such requests go only on connections clearly younger than the limit, which is learned from the peer's
 * `Keep-Alive: timeout=N` and from every idle close seen (uvicorn closes after 5 s and announces nothing).
 *
 * One per peer, made and owned by its connection pool. Times in ms of the clock handed in.
 */
export class KeepAliveGuard {
  readonly #clock: Clock;
  readonly #unknownMs: number;
  readonly #memoryMs: number;
  #hintMs = Number.POSITIVE_INFINITY;
  /** The last closes, oldest overwritten first: when, and after how long an idle time (infinite: taken back). */
  readonly #closedAt: number[] = [];
  readonly #idleMs: number[] = [];
  #next = 0;
  #safeMs: number;
  /** When the oldest close that decides is forgotten. */
  #staleAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, options: KeepAliveGuardOptions = {}) {
    this.#clock = clock;
    this.#unknownMs = options.unknownMs ?? 1000;
    this.#memoryMs = options.memoryMs ?? 600_000;
    this.#safeMs = this.#unknownMs;
  }

  /** Idle age below which a connection carries any request, in ms; 0 = none does. */
  get safeMs(): number {
    if (this.#clock.now() >= this.#staleAt) this.#learn();
    return this.#safeMs;
  }

  /** Whether a connection idle for `idleMs` may carry a request; an idempotent one can be repeated, so it always may. */
  mayCarry(idleMs: number, idempotent: boolean): boolean {
    return idempotent || idleMs < this.safeMs;
  }

  /** The peer said `Keep-Alive: timeout=N`, here in ms. The last word counts. */
  hint(timeoutMs: number): void {
    if (timeoutMs === this.#hintMs) return;
    this.#hintMs = timeoutMs;
    this.#learn();
  }

  /** The peer closed (or reset) a connection that had been idle for `idleMs`. */
  idleClosed(idleMs: number): void {
    const now = this.#clock.now();
    let burst = false;
    for (let i = 0; i < this.#closedAt.length; i++) {
      if (now - this.#closedAt[i] > burstMs || Math.abs(this.#idleMs[i] - idleMs) <= sameAgeMs) continue;
      this.#idleMs[i] = Number.POSITIVE_INFINITY;
      burst = true;
    }
    this.#closedAt[this.#next] = now;
    this.#idleMs[this.#next] = burst ? Number.POSITIVE_INFINITY : idleMs;
    this.#next = (this.#next + 1) % observations;
    this.#learn();
  }

  #learn(): void {
    const now = this.#clock.now();
    let limit = this.#hintMs;
    this.#staleAt = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#closedAt.length; i++) {
      const memoryMs = Math.min(this.#memoryMs, Math.max(leastMemoryMs, this.#idleMs[i] * memoryFactor));
      const forgetAt = this.#closedAt[i] + memoryMs;
      if (forgetAt <= now || this.#idleMs[i] === Number.POSITIVE_INFINITY) continue;
      if (this.#idleMs[i] < limit) limit = this.#idleMs[i];
      if (forgetAt < this.#staleAt) this.#staleAt = forgetAt;
    }
    // The peer's clock started when it sent its last byte and stops when our first one arrives: a round trip and both
    // sides' scheduling are in between. A fifth of the limit, at least 500 ms and at most 2 s, covers a stalled loop too.
    const marginMs = Math.min(2000, Math.max(500, limit * 0.2));
    this.#safeMs = limit === Number.POSITIVE_INFINITY ? this.#unknownMs : Math.max(0, limit - marginMs);
  }
}

/** Seconds of a `Keep-Alive: timeout=N` field in ms, or undefined if it names none. */
export function keepAliveHintMs(field: string): number | undefined {
  const match = /(?:^|[,\s])timeout\s*=\s*"?(\d{1,9})"?/i.exec(field);
  return match === null ? undefined : Number(match[1]) * 1000;
}
