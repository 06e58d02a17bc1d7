/** The bytes of a latin-1 text, to compare with. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** Whether `wanted` stands in `bytes` from `at` on. It is all there: the caller looked at the length. */
export function hasBytes(bytes: Buffer, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}
