import { isCarrierField } from "../core/web-response.ts";
import { headerListOf, type Reply } from "./reply.ts";
import type { HeaderValues } from "./types.ts";

/** Sent by reply and returned value alike; of other names the returned value's field wins. */
const additive = new Set(["set-cookie", "vary"]);

/** Fields about the body of one answer, which say nothing of another's. */
const ofBody = new Set([
  "accept-ranges",
  "age",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-location",
  "content-range",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "location",
]);

/** What of an answer's fields may go with another body. */
export function withoutBodyFields(fields: readonly string[]): string[] {
  return fields.filter((_, index) => !ofBody.has(fields[index - (index % 2)]));
}

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
  if (headers !== undefined) addAll(fields, flatOf(headers), undefined);
  if (reply !== undefined)
    addAll(fields, headerListOf(reply).flat, headers === undefined ? undefined : namesOf(fields));
  if (contentType !== null && !has(fields, "content-type")) fields.unshift("content-type", contentType);
  return fields;
}

/** Adds the reply's fields to a flat list with lower-case names that a `Response` brought. */
export function withReply(fields: string[], reply: Reply): string[] {
  addAll(fields, headerListOf(reply).flat, namesOf(fields));
  return fields;
}

/** The inner value's headers with the outer one's set over them. */
export function joinedHeaders(
  inner: HeaderValues | undefined,
  outer: HeaderValues | undefined,
): HeaderValues | undefined {
  if (inner === undefined || outer === undefined) return outer ?? inner;
  const joined = new Headers(inner as Record<string, string>);
  for (const [name, value] of new Headers(outer as Record<string, string>)) {
    if (additive.has(name)) joined.append(name, value);
    else joined.set(name, value);
  }
  return joined;
}

/** @throws TypeError for a bad field name or value. */
function flatOf(values: HeaderValues): string[] {
  const flat: string[] = [];
  for (const [name, value] of values instanceof Headers ? values : new Headers(values as Record<string, string>)) {
    flat.push(name, value);
  }
  return flat;
}

function addAll(fields: string[], added: readonly string[], taken: ReadonlySet<string> | undefined): void {
  for (let i = 0; i < added.length; i += 2) {
    const name = added[i];
    if (isCarrierField(name) || (taken?.has(name) && !additive.has(name))) continue;
    fields.push(name, added[i + 1]);
  }
}

function has(fields: readonly string[], name: string): boolean {
  for (let i = 0; i < fields.length; i += 2) if (fields[i] === name) return true;
  return false;
}

function namesOf(fields: readonly string[]): Set<string> {
  return new Set(fields.filter((_, index) => index % 2 === 0));
}
