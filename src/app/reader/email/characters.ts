import { repr } from "../python.ts";

/** Thrown inside of email/ only, and caught there: what is wrong with an address, in email-validator's words. */
export class AddressFault extends Error {}

/** Names of those characters without a shape of their own that people paste by mistake; of others the code is shown. */
const names: { readonly [character: string]: string } = {
  " ": "SPACE",
  "\u00a0": "NO-BREAK SPACE",
  "\u00ad": "SOFT HYPHEN",
  "\u1680": "OGHAM SPACE MARK",
  "\u2002": "EN SPACE",
  "\u2003": "EM SPACE",
  "\u2009": "THIN SPACE",
  "\u200b": "ZERO WIDTH SPACE",
  "\u200c": "ZERO WIDTH NON-JOINER",
  "\u200d": "ZERO WIDTH JOINER",
  "\u200e": "LEFT-TO-RIGHT MARK",
  "\u200f": "RIGHT-TO-LEFT MARK",
  "\u2028": "LINE SEPARATOR",
  "\u2029": "PARAGRAPH SEPARATOR",
  "\u202a": "LEFT-TO-RIGHT EMBEDDING",
  "\u202e": "RIGHT-TO-LEFT OVERRIDE",
  "\u202f": "NARROW NO-BREAK SPACE",
  "\u2060": "WORD JOINER",
  "\u3000": "IDEOGRAPHIC SPACE",
  "\ufeff": "ZERO WIDTH NO-BREAK SPACE",
};

/** A character as an error shows it. */
export function shownCharacter(character: string): string {
  if (character === "\\") return '"\\"';
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return repr(character);
  if (Object.hasOwn(names, character)) return names[character];
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${code.padStart(code.length > 4 ? 8 : 4, "0")}`;
}

/** @throws AddressFault naming every character of the text that `allowed` does not match. */
export function refuseOthers(text: string, allowed: RegExp, what: string): void {
  const bad = new Set([...text].filter((character) => !allowed.test(character)));
  if (bad.size > 0) throw new AddressFault(`${what}: ${[...bad].map(shownCharacter).sort().join(", ")}.`);
}

/** Letters, digits, punctuation and symbols are safe, a mark that combines with the character before it is too. */
export function refuseUnsafe(text: string, allowSpace = false): void {
  const safe = allowSpace ? /[\p{L}\p{N}\p{P}\p{S}\p{Zs}]/u : /[\p{L}\p{N}\p{P}\p{S}]/u;
  const bad = [...text].filter((one, index) => !safe.test(one) && !(index > 0 && /\p{M}/u.test(one)));
  if (bad.length === 0) return;
  const shown = [...new Set(bad)].sort().map(shownCharacter);
  throw new AddressFault(`The email address contains unsafe characters: ${shown.join(", ")}.`);
}

/** `(2 characters too many)` */
export function excess(count: number, limit: number, unit = "character"): string {
  const over = count - limit;
  return `(${over} ${unit}${over > 1 ? "s" : ""} too many)`;
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
