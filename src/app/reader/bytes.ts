import type { SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

type Loc = readonly (string | number)[];

const alphabet = new Map(
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((digit, value) => [digit, value]),
);

/** Base64 as CPython's binascii decodes it: characters outside the alphabet are passed over, full padding ends it. */
function decoded(text: string): Uint8Array | string {
  const bytes: number[] = [];
  let [digits, bits, pads] = [0, 0, 0];
  for (const character of text) {
    if (character === "=") {
      if (digits % 4 < 2) continue;
      pads += 1;
      if ((digits % 4) + pads >= 4) return Uint8Array.from(bytes);
      continue;
    }
    const value = alphabet.get(character);
    if (value === undefined) continue;
    pads = 0;
    bits = ((bits << 6) | value) & 0xffff;
    digits += 1;
    if (digits % 4 !== 1) bytes.push((bits >> (6 - 2 * ((digits - 1) % 4))) & 0xff);
  }
  if (digits % 4 === 0) return Uint8Array.from(bytes);
  if (digits % 4 > 1) return "Incorrect padding";
  return `Invalid base64-encoded string: number of data characters (${digits}) cannot be 1 more than a multiple of 4`;
}

function fromBase64(text: string, url: boolean, loc: Loc, problems: Problem[]): Uint8Array | undefined {
  const bytes = decoded(url ? text.replaceAll("-", "+").replaceAll("_", "/") : text);
  return typeof bytes === "object" ? bytes : report(problems, "base64_decode", loc, text, { error: bytes });
}

const encoder = new TextEncoder();

/** Native bytes: UTF-8 of a text, or what Base64 in it stands for. Bytes go on as they are. */
export function bytesStep(node: SchemaNode): Step {
  const { contentEncoding, minLength = 0, maxLength = Infinity } = node;
  const encoded = contentEncoding === "base64" || contentEncoding === "base64url";
  const url = contentEncoding === "base64url";
  return (value, loc, problems) => {
    let bytes: Uint8Array | undefined;
    if (value instanceof Uint8Array) {
      bytes = value;
    } else if (typeof value === "string") {
      fitAtMost(lax);
      bytes = encoded ? fromBase64(value, url, loc, problems) : encoder.encode(value);
    } else {
      return report(problems, "bytes_type", loc, value);
    }
    if (bytes === undefined) return undefined;
    if (bytes.length < minLength) return report(problems, "bytes_too_short", loc, value, { min_length: minLength });
    if (bytes.length > maxLength) return report(problems, "bytes_too_long", loc, value, { max_length: maxLength });
    return bytes;
  };
}
