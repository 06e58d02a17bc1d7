import { constantTimeEqual } from "flotilla";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

async function derive(password: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256);
  return toBase64Url(new Uint8Array(bits));
}

/** `rounds.salt.hash`. Off the event loop: the platform does it. */
export async function passwordHash(password: string, rounds: number): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return `${rounds}.${toBase64Url(salt)}.${await derive(password, salt, rounds)}`;
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [rounds, salt, hash] = stored.split(".");
  return constantTimeEqual(await derive(password, fromBase64Url(salt), Number(rounds)), hash);
}
