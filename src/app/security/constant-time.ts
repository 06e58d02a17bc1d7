const encoder = new TextEncoder();

/**
 * Whether two texts are equal, in a time that does not tell how much of a guess is right. Takes as long as `given` is; only its
 * length can be told. Use it for keys, tokens and passwords, `known` being the secret.
 */
export function constantTimeEqual(given: string, known: string): boolean {
  const [bytes, secret] = [encoder.encode(given), encoder.encode(known)];
  let difference = bytes.byteLength ^ secret.byteLength;
  // Never an early end; a secret that is empty equals nothing but the empty text.
  const length = Math.max(secret.byteLength, 1);
  for (let i = 0; i < bytes.byteLength; i++) difference |= bytes[i] ^ secret[i % length];
  return difference === 0;
}
