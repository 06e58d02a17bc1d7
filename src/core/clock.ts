/** Time as a value, so that heuristics are tested with a fake one. */
export interface Clock {
  /** Milliseconds from an arbitrary start; never goes backwards. */
  now(): number;
}

export const monotonicClock: Clock = { now: () => performance.now() };
