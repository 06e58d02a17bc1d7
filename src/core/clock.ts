/** Time as a value, so that heuristics are tested with a fake one. */
export interface Clock {
  /** Milliseconds from an arbitrary start; never goes backwards. */
  now(): number;
}

// Held here: the global is a getter in Node, which costs at each use.
const { performance: source } = globalThis;

export const monotonicClock: Clock = { now: () => source.now() };
