import type { SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** CPython's binascii says so of a text that is no Base64; like it, we pass over characters outside the alphabet. */
function base64Fault(data: string): string {
  if (data.length % 4 !== 1) return "Incorrect padding";
  return `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`;
}

function fromBase64(text: string, url: boolean, loc: Loc, problems: Problem[]): Uint8Array | undefined {
  const standard = url ? text.replaceAll("-", "+").replaceAll("_", "/") : text;
  const [data] = standard.replace(/[^A-Za-z0-9+/=]/g, "").split("=", 1);
  const missing = (4 - (data.length % 4)) % 4;
  const padded = standard.length - standard.replaceAll("=", "").length;
  if (data.length % 4 === 1 || padded < missing) {
    return report(problems, "base64_decode", loc, text, { error: base64Fault(data) });
  }
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
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
