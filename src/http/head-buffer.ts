const LF = 10;
const noBytes = Buffer.alloc(0);
const firstBytes = 512;

/**
 * The beginning of a head whose end has not come, held between two reads. Usually a head comes whole and this stays empty.
 * Owned by a parser; empty between messages.
 */
export class HeadBuffer {
  /** The head's bytes so far: `bytes[0, length)`. */
  bytes: Buffer = noBytes;
  length = 0;

  append(buffer: Buffer, start: number, end: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) {
      // Not of Node's pool: a head that waits would keep all of that alive.
      const larger = Buffer.allocUnsafeSlow(Math.max(firstBytes, needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    buffer.copy(this.bytes, this.length, start, end);
    this.length = needed;
  }

  reset(): void {
    this.bytes = noBytes;
    this.length = 0;
  }
}

/** Whether `buffer[start, end)` has a line feed. */
export function hasLineFeed(buffer: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buffer[at] === LF) return true;
  return false;
}
