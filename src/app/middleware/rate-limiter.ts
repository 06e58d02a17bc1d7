import type { Clock } from "../../core/clock.ts";

export interface RateLimiterOptions {
  /** Requests per window; as many may come at once. */
  readonly limit: number;
  readonly windowMs: number;
  /** Most keys remembered. */
  readonly maxKeys: number;
  readonly clock: Clock;
}

export interface RateVerdict {
  readonly allowed: boolean;
  /** Requests that would be allowed now. */
  readonly remaining: number;
  /** Milliseconds until a request is allowed again: 0 if one is now. */
  readonly retryMs: number;
  /** Milliseconds until the whole limit is there again, if nothing comes. */
  readonly resetMs: number;
}

interface Entry {
  readonly key: string;
  /** When all that was taken has come back. */
  fullAt: number;
}

/** Longer keys are kept as their hash and length: keys come from clients. */
const maxKeyLength = 128;

/**
 * The generic cell rate algorithm (ITU-T I.371), a leaky bucket with one number a key: in any time t at most `limit + t / (windowMs / limit)`
 * requests are allowed, without the double burst of fixed windows. Created by `rateLimit`; holds at most `maxKeys` keys. Past that it
 * forgets the one longest unseen: whoever has that many keys is not held back by a limit for each.
 */
export class RateLimiter {
  readonly #windowMs: number;
  readonly #intervalMs: number;
  readonly #maxKeys: number;
  readonly #clock: Clock;
  /** In order of their last request, the oldest first. */
  readonly #entries = new Map<string, Entry>();

  constructor({ limit, windowMs, maxKeys, clock }: RateLimiterOptions) {
    this.#windowMs = windowMs;
    this.#intervalMs = windowMs / limit;
    this.#maxKeys = maxKeys;
    this.#clock = clock;
  }

  /** Keys remembered now. */
  get size(): number {
    return this.#entries.size;
  }

  /** Counts a request, unless it is one too many. */
  take(given: string): RateVerdict {
    const now = this.#clock.now();
    const entry = this.#entryOf(given.length > maxKeyLength ? hashed(given) : given, now);
    const fullAt = Math.max(entry.fullAt, now) + this.#intervalMs;
    // A thousandth of an interval, because sums of fractions are not exact.
    const tooMuchMs = fullAt - now - this.#windowMs - this.#intervalMs / 1000;
    if (tooMuchMs > 0) return this.#verdict(false, entry.fullAt - now);
    entry.fullAt = fullAt;
    return this.#verdict(true, fullAt - now);
  }

  #verdict(allowed: boolean, usedMs: number): RateVerdict {
    const freeMs = this.#windowMs - usedMs + this.#intervalMs / 1000;
    const remaining = Math.max(0, Math.floor(freeMs / this.#intervalMs));
    return {
      allowed,
      remaining,
      retryMs: remaining > 0 ? 0 : Math.max(0, usedMs + this.#intervalMs - this.#windowMs),
      resetMs: Math.max(0, usedMs),
    };
  }

  /** Moves the key's entry to the end, or makes one. */
  #entryOf(key: string, now: number): Entry {
    let entry = this.#entries.get(key);
    if (entry !== undefined) this.#entries.delete(entry.key);
    else {
      this.#forget(now);
      // A copy: a key cut out of a request's head would keep the whole head.
      entry = { key: ` ${key}`.slice(1), fullAt: now };
    }
    this.#entries.set(entry.key, entry);
    return entry;
  }

  /** Makes room: two that have expired for each that comes, so that what a flood left goes away again. */
  #forget(now: number): void {
    let looked = 0;
    for (const [key, { fullAt }] of this.#entries) {
      if (fullAt > now && this.#entries.size < this.#maxKeys) return;
      this.#entries.delete(key);
      if (++looked === 2) return;
    }
  }
}

/** FNV-1a twice, with other seeds, and the length: nobody gains by a key that shares another's limit. */
function hashed(key: string): string {
  let one = 0x811c9dc5;
  let two = 0x9747b28c;
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return `${key.length}:${(one >>> 0).toString(36)}:${(two >>> 0).toString(36)}`;
}
