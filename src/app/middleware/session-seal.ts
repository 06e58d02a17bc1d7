import type { StoredSession } from "./session.ts";

export interface SessionSealOptions {
  /** Of the cookie: what was signed for one is nothing in another. */
  readonly name: string;
  /** The first signs, all are accepted. */
  readonly secrets: readonly string[];
  /** Seconds from its writing; null for no end. */
  readonly maxAge: number | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What was opened, and whether the cookie should be written anew (an older secret's). */
export interface Opened {
  readonly stored: StoredSession;
  readonly stale: boolean;
}

/** No cookie that browsers keep is longer. */
const maxLength = 4096;
const encoder = new TextEncoder();
const utf8 = new TextDecoder("utf-8", { fatal: true });
type Key = Parameters<typeof crypto.subtle.sign>[1];

const algorithm = { name: "HMAC", hash: "SHA-256" };

/**
 * Signs sessions and opens what was signed: `payload.signature`, both base64url; the payload is JSON with id, end and data. HMAC
 * with SHA-256 over cookie name and payload, checked by WebCrypto in constant time before anything of it is read. Created by
 * `sessions`.
 */
export class SessionSeal {
  readonly #name: string;
  readonly #maxAge: number | null;
  readonly #now: () => number;
  readonly #secrets: readonly string[];
  #keys: Promise<Key[]> | undefined;

  constructor({ name, secrets, maxAge, now }: SessionSealOptions) {
    this.#name = name;
    this.#secrets = secrets;
    this.#maxAge = maxAge;
    this.#now = now;
  }

  async seal({ id, data }: StoredSession): Promise<string> {
    const [key] = await this.#imported();
    const end = this.#maxAge === null ? undefined : Math.floor(this.#now() / 1000) + this.#maxAge;
    const payload = toBase64Url(encoder.encode(JSON.stringify({ id, end, data })));
    const signature = await crypto.subtle.sign(algorithm, key, this.#signed(payload));
    return `${payload}.${toBase64Url(new Uint8Array(signature))}`;
  }

  /** Null for what is not ours, was changed, or has ended. */
  async open(text: string): Promise<Opened | null> {
    if (text.length > maxLength) return null;
    const match = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/.exec(text);
    if (match === null) return null;
    const [, payload, mac] = match;
    const [signature, bytes] = [fromBase64Url(mac), fromBase64Url(payload)];
    if (signature === null || bytes === null) return null;
    const keys = await this.#imported();
    for (const [index, key] of keys.entries()) {
      if (!(await crypto.subtle.verify(algorithm, key, signature, this.#signed(payload)))) continue;
      const stored = this.#read(bytes);
      return stored === null ? null : { stored, stale: index > 0 };
    }
    return null;
  }

  #read(bytes: Uint8Array): StoredSession | null {
    const { id, end, data } = JSON.parse(utf8.decode(bytes)) as StoredSession & { readonly end?: number };
    if (this.#maxAge !== null) {
      const left = (end ?? Number.NaN) - this.#now() / 1000;
      // One that would last longer than the limit was written under an older, longer one.
      if (!(left > 0 && left <= this.#maxAge)) return null;
    }
    return { id, data };
  }

  #signed(payload: string): Uint8Array<ArrayBuffer> {
    return encoder.encode(`flotilla session\n${this.#name}\n${payload}`) as Uint8Array<ArrayBuffer>;
  }

  #imported(): Promise<Key[]> {
    this.#keys ??= Promise.all(
      this.#secrets.map((secret) =>
        crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign", "verify"]),
      ),
    );
    return this.#keys;
  }
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for what has no such bytes. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const decoded = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
