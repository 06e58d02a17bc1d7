import { isCarrierField } from "../core/web-response.ts";
import type { Reply } from "./reply.ts";
import type { HeaderValues } from "./types.ts";

/** Sent by reply and returned value alike; of other names the returned value's field wins. */
const additive = new Set(["set-cookie", "vary"]);

/**
 * The fields of an answer as a flat list: those the returned value names, those of the reply, and the default content
 * type if neither names one. Fields that the carrier adds (`content-length`, `date`, …) are left out.
 * @throws TypeError for a bad field name or value.
 */
export function answerFields(
  headers: HeaderValues | undefined,
  contentType: string | null,
  reply: Reply | undefined,
): string[] {
  const fields: string[] = [];
  if (headers !== undefined) addAll(fields, toHeaders(headers), undefined);
  if (reply !== undefined) addAll(fields, reply.headers, names(fields));
  if (contentType !== null && !names(fields).has("content-type")) fields.unshift("content-type", contentType);
  return fields;
}

/** Adds the reply's fields to a flat list with lower-case names that a `Response` brought. */
export function withReply(fields: string[], reply: Reply): string[] {
  addAll(fields, reply.headers, names(fields));
  return fields;
}

/** The inner value's headers with the outer one's set over them. */
export function joinedHeaders(
  inner: HeaderValues | undefined,
  outer: HeaderValues | undefined,
): HeaderValues | undefined {
  if (inner === undefined || outer === undefined) return outer ?? inner;
  const joined = new Headers(toHeaders(inner));
  for (const [name, value] of toHeaders(outer)) {
    if (additive.has(name)) joined.append(name, value);
    else joined.set(name, value);
  }
  return joined;
}

function toHeaders(values: HeaderValues): Headers {
  return values instanceof Headers ? values : new Headers(values as Record<string, string>);
}

function addAll(fields: string[], headers: Headers, taken: ReadonlySet<string> | undefined): void {
  for (const [name, value] of headers) {
    if (isCarrierField(name) || (taken?.has(name) && !additive.has(name))) continue;
    fields.push(name, value);
  }
}

function names(fields: readonly string[]): Set<string> {
  return new Set(fields.filter((_, index) => index % 2 === 0));
}
