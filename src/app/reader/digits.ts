import { trimSpace } from "./python.ts";

/** CPython's own limit of digits in a text that is to become an integer, which pydantic-core keeps. */
const maxDigits = 4300;
/** What `integerDigits` returns for more digits than that. */
export const tooManyDigits = "";

/** JSON's form of an integer, the only one that needs no clean-up. */
function isIntegerText(text: string): boolean {
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  const length = text.length;
  if (start === length) return false;
  for (let index = start; index < length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return false;
  }
  return text.charCodeAt(start) !== 48 || length === start + 1;
}

/** `1_000` → `1000`; undefined where there is no underscore, or one where Python allows none. */
export function withoutUnderscores(text: string): string | undefined {
  if (!text.includes("_") || text.startsWith("_") || text.endsWith("_") || text.includes("__")) return undefined;
  return text.replaceAll("_", "");
}

/** From the first digit that counts on; undefined where something else than a digit comes first. */
function withoutLeadingZeros(text: string): string | undefined {
  const first = text.charCodeAt(0);
  if (first >= 49 && first <= 57) return text;
  if (first !== 48) return undefined;
  for (let index = 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 48 || code === 95) continue;
    if (code >= 49 && code <= 57) return text.slice(index);
    return code === 46 ? text.slice(index - 1) : undefined;
  }
  return text.slice(-1);
}

/** `42.0` → `42`. */
function withoutZeroFraction(text: string): string {
  const dot = text.indexOf(".");
  if (dot === -1 || dot === text.length - 1) return text;
  for (let index = dot + 1; index < text.length; index += 1) if (text.charCodeAt(index) !== 48) return text;
  return text.slice(0, dot);
}

/** The clean-up of pydantic-core's `clean_int_str`: spaces, sign, leading zeros, zero fraction, underscores. */
function cleaned(text: string): string | undefined {
  let rest = trimSpace(text);
  if (rest.startsWith("+")) {
    if (rest.startsWith("-", 1)) return undefined;
    rest = rest.slice(1);
  }
  const negative = rest.startsWith("-");
  if (negative) rest = rest.slice(1);
  const significant = withoutLeadingZeros(rest);
  if (significant === undefined) return undefined;
  const whole = withoutZeroFraction(significant);
  return (negative ? "-" : "") + (withoutUnderscores(whole) ?? whole);
}

/**
 * The digits of an integer in a text as Pydantic takes it, with `-` if it is negative; undefined where it is none;
 * `tooManyDigits` where there are too many.
 */
export function integerDigits(text: string): string | undefined {
  if (isIntegerText(text)) {
    return text.length - (text.charCodeAt(0) === 45 ? 1 : 0) > maxDigits ? tooManyDigits : text;
  }
  // The clean-up keeps what is no digit; longer ones are refused before it, as quadratic work would follow in BigInt.
  const clean = text.length > maxDigits * 2 ? undefined : cleaned(text);
  return clean !== undefined && isIntegerText(clean) && clean.length <= maxDigits ? clean : undefined;
}
