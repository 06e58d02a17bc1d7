import { parseHttpDate } from "./http-date.ts";
import type { Validators } from "./validators.ts";

/** What the conditional fields of a request make of it: go on, 304 or 412. */
export type Verdict = "proceed" | "not-modified" | "failed";

/** The value of a request field by its lower-case name. */
export type FieldOf = (name: string) => string | undefined;

/**
 * Evaluates the conditional fields of a GET or HEAD in the order of RFC 9110 section 13.2.2. Fields with an invalid date are
 * ignored (13.1.3, 13.1.4). To be asked only where the answer would be 200 without them.
 */
export function evaluatePreconditions(field: FieldOf, current: Validators): Verdict {
  const ifMatch = field("if-match");
  if (ifMatch !== undefined) {
    // Strong comparison: a weak tag never matches.
    if (!matches(ifMatch, (tag) => tag === current.etag && !tag.startsWith("W/"))) return "failed";
  } else {
    const since = parseHttpDate(field("if-unmodified-since") ?? "");
    if (since !== undefined && current.modifiedMs > since) return "failed";
  }
  const ifNoneMatch = field("if-none-match");
  if (ifNoneMatch !== undefined) {
    const opaque = opaqueTag(current.etag);
    return matches(ifNoneMatch, (tag) => opaqueTag(tag) === opaque) ? "not-modified" : "proceed";
  }
  const since = parseHttpDate(field("if-modified-since") ?? "");
  return since !== undefined && current.modifiedMs <= since ? "not-modified" : "proceed";
}

/**
 * Whether a Range may be honoured (RFC 9110 section 13.1.5): there is no If-Range, or it names exactly the current state. A date must be
 * equal, not later, and a weak tag never is: both as Starlette compares, byte for byte.
 */
export function rangeApplies(ifRange: string | undefined, current: Validators, lastModified: string): boolean {
  if (ifRange === undefined) return true;
  return ifRange === lastModified || (ifRange === current.etag && !ifRange.startsWith("W/"));
}

function opaqueTag(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}

/** Entity tags of a list. A tag may hold commas, so the list is not simply split. */
const entityTag = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

function matches(list: string, same: (tag: string) => boolean): boolean {
  if (list.trim() === "*") return true;
  for (const [tag] of list.matchAll(entityTag)) if (same(tag)) return true;
  return false;
}
