/** The undocumented method behind `toString("latin1")`: saves looking the encoding up, and held here the method too. */
const { latin1Slice } = Buffer.prototype as unknown as { latin1Slice(start: number, end: number): string };

/** `buffer[start, end)` as a string, one character a byte. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return latin1Slice.call(buffer, start, end);
}
