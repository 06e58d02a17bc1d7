import { reasonPhrases } from "../core/reason.ts";
import { isFieldValue, isToken } from "./characters.ts";

const statusLines = new Map<number, string>();

/** `HTTP/1.1 200 OK\r\n`. The version is ours, also in answers to HTTP/1.0 (RFC 9110 section 2.5). */
export function statusLine(status: number): string {
  let line = statusLines.get(status);
  if (line === undefined) {
    if (!Number.isInteger(status) || status < 100 || status > 999)
      throw new TypeError(`${status} is not an HTTP status`);
    line = `HTTP/1.1 ${status} ${reasonPhrases[status] ?? ""}\r\n`;
    statusLines.set(status, line);
  }
  return line;
}

/** Field names found to be tokens: the few an app uses come again with every answer. Bounded against made-up names. */
const knownNames = new Set<string>();

/**
 * Field lines of a flat list, `name: value\r\n` each.
 * @throws TypeError on a name that is no token or a value with CR, LF, NUL, another control or a character beyond latin-1:
 * response splitting stops here.
 */
export function fieldLines(fields: readonly string[]): string {
  let out = "";
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i];
    const value = fields[i + 1];
    if (!knownNames.has(name)) {
      if (!isToken(name)) throw new TypeError(`${JSON.stringify(name)} is not a field name`);
      if (knownNames.size < 1000) knownNames.add(name);
    }
    if (!isFieldValue(value)) throw new TypeError(`the value of ${name} has a character that no field value may have`);
    out += `${name}: ${value}\r\n`;
  }
  return out;
}

const rendered = new WeakMap<readonly string[], string>();

/** Like `fieldLines`, but the text of a frozen list is made once and kept with it. */
export function cachedFieldLines(fields: readonly string[]): string {
  // Asked first, because looking a fresh array up costs more than to render a short one.
  if (!Object.isFrozen(fields)) return fieldLines(fields);
  const known = rendered.get(fields);
  if (known !== undefined) return known;
  const lines = fieldLines(fields);
  rendered.set(fields, lines);
  return lines;
}

/** Size line of a chunk of `size` bytes. */
export function chunkSize(size: number): string {
  return `${size.toString(16)}\r\n`;
}

/** The last chunk with its trailer section. @throws TypeError as `fieldLines`. */
export function lastChunk(trailers: readonly string[]): string {
  return trailers.length === 0 ? "0\r\n\r\n" : `0\r\n${fieldLines(trailers)}\r\n`;
}
