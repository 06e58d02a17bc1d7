/** A seeded source of choices (mulberry32): a run can be repeated with its seed. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A number from 0 up to 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: ArrayLike<T>): T {
    return from[this.int(0, from.length - 1)];
  }

  /** Between `low` and `high` characters of an alphabet. */
  text(alphabet: string, low: number, high: number): string {
    let made = "";
    for (let left = this.int(low, high); left > 0; left--) made += alphabet[this.int(0, alphabet.length - 1)];
    return made;
  }
}
