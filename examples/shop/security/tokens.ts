import { fromBase64Url, toBase64Url } from "./base64url.ts";

/** What a token says. */
export interface Claims {
  readonly sub: number;
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly until: number;
}

const encoder = new TextEncoder();

function keyOf(secret: string) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign", "verify"]);
}

/** The claims, and what proves that they are ours. */
export async function signed(claims: Claims, secret: string): Promise<string> {
  const payload = toBase64Url(encoder.encode(JSON.stringify(claims)));
  return `${payload}.${await signature(payload, secret)}`;
}

/** The claims of a token of ours that is still good; undefined for any other. */
export async function verified(token: string, secret: string): Promise<Claims | undefined> {
  const [payload = "", proof = ""] = token.split(".");
  if (!(await isSignature(payload, proof, secret))) return undefined;
  const claims = JSON.parse(new TextDecoder().decode(fromBase64Url(payload))) as Claims;
  return claims.until > Date.now() ? claims : undefined;
}

/** HMAC-SHA-256 of a text. */
export async function signature(text: string, secret: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(secret), encoder.encode(text))));
}

export async function isSignature(text: string, given: string, secret: string): Promise<boolean> {
  let proof: Uint8Array<ArrayBuffer>;
  try {
    proof = fromBase64Url(given);
  } catch {
    return false;
  }
  return await crypto.subtle.verify("HMAC", await keyOf(secret), proof, encoder.encode(text));
}
