const encoder = new TextEncoder();

/**
 * Whether two texts are equal, in a time that does not tell how much of a guess is right. Takes as long as `given` is; only its
 * length can be told. Use it for keys, tokens and passwords, `known` being the secret.
 */
export function constantTimeEqual(given: string, known: string): boolean {
  return equalBytes(encoder.encode(given), encoder.encode(known));
}

/** The same of bytes. */
export function equalBytes(given: Uint8Array, known: Uint8Array): boolean {
  let difference = given.byteLength ^ known.byteLength;
  // Never an early end; a secret that is empty equals nothing but the empty text.
  const length = Math.max(known.byteLength, 1);
  for (let i = 0; i < given.byteLength; i++) difference |= given[i] ^ known[i % length];
  return difference === 0;
}
