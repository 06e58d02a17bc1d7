interface Latin1Buffer {
  latin1Slice(start: number, end: number): string;
}

/** `buffer[start, end)` as a string, one character a byte. The undocumented method saves `toString`'s look-up per head. */
export function latin1(buffer: Buffer, start: number, end: number): string {
  return (buffer as unknown as Latin1Buffer).latin1Slice(start, end);
}

/** A copy of `text` (latin-1) that shares nothing with the longer string `text` may have been cut from. */
export function detached(text: string): string {
  return latin1(Buffer.from(text, "latin1"), 0, text.length);
}
