import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

const hyphens = [8, 13, 18, 23];
const groupStarts = [0, 9, 14, 19, 24];
const groupLengths = [8, 4, 4, 4, 12];

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
}

function isHyphenated(text: string): boolean {
  if (text.length !== 36) return false;
  for (let index = 0; index < 36; index += 1) {
    const code = text.charCodeAt(index);
    const atHyphen = index === 8 || index === 13 || index === 18 || index === 23;
    if (atHyphen ? code !== 45 : !isHex(code)) return false;
  }
  return true;
}

/** A URN. */
const longest = 45;

const utf8Length = (text: string): number => new TextEncoder().encode(text).length;

/** What is wrong with a UUID, in the words of Rust's uuid crate (its `InvalidUuid`). */
function fault(text: string): string {
  const length = utf8Length(text);
  if (length > longest) return `invalid length: found ${length}`;
  // A text as long as one without prefix is taken for one.
  const bare = length === 36 || length === 32;
  const braces = !bare && length > 1 && text.startsWith("{") && text.endsWith("}");
  const prefix = braces ? 1 : !bare && text.startsWith("urn:uuid:") ? 9 : 0;
  const inner = braces ? text.slice(1, -1) : text.slice(prefix);
  const offset = utf8Length(inner) === 36 ? 0 : prefix;
  const found: number[] = [];
  let index = 0;
  let at = 0;
  for (const character of inner) {
    const code = character.charCodeAt(0);
    if (code === 45) found.push(index);
    else if (!isHex(code))
      return `invalid character: found \`${character}\` at ${offset + utf8Length(inner.slice(0, at))}`;
    index += 1;
    at += character.length;
  }
  if (found.length === 0 && prefix === 0) return `invalid length: found ${length}`;
  if (found.length !== 4) return `invalid group count: expected 5, found ${found.length + 1}`;
  const wrong = found.findIndex((hyphen, group) => hyphen !== hyphens[group]);
  const group = wrong === -1 ? 4 : wrong;
  const end = wrong === -1 ? length : found[wrong];
  return `invalid group length in group ${group}: expected ${groupLengths[group]}, found ${end - groupStarts[group]}`;
}

/** The 32 digits of the other forms: without hyphens, in braces, as a URN. */
function digitsOf(text: string): string | undefined {
  if (text.length === 32) return [...text].every((digit) => isHex(digit.charCodeAt(0))) ? text : undefined;
  if (text.length === 38 && text.startsWith("{") && text.endsWith("}")) return digitsOf(text.slice(1, -1));
  if (text.length === 45 && text.startsWith("urn:uuid:")) return digitsOf(text.slice(9));
  return isHyphenated(text) ? text.replaceAll("-", "") : undefined;
}

/** UUIDs. The usual form goes on as it is, the others become it. */
export const uuidStep: Step = (value, loc, problems) => {
  if (typeof value !== "string") return report(problems, "uuid_type", loc, value);
  fitAtMost(lax);
  if (isHyphenated(value)) return value;
  const digits = digitsOf(value)?.toLowerCase();
  if (digits === undefined) return report(problems, "uuid_parsing", loc, value, { error: fault(value) });
  return groupStarts.map((start, group) => digits.slice(start - group, start - group + groupLengths[group])).join("-");
};
