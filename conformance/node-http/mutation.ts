import type { ErrorCode } from "../../src/core/errors.ts";
import type { Parts } from "./parts.ts";
import type { Random } from "./random.ts";

/** One way to break a valid request, and the fault it must be refused with. */
export interface Mutation {
  readonly rule: string;
  readonly code: ErrorCode;
  /** Breaks the request in place; false if this one has no such part. */
  apply(parts: Parts, random: Random): boolean;
}

export type Apply = Mutation["apply"];

/** Where a field stands, or -1. */
export function named(parts: Parts, name: string): number {
  return parts.fields.findIndex(({ text }) => text.toLowerCase().startsWith(`${name}:`));
}

/** Takes a field away. */
export function without(parts: Parts, name: string): true {
  parts.fields = parts.fields.filter(({ text }) => !text.toLowerCase().startsWith(`${name}:`));
  return true;
}

/** Adds field lines, each somewhere. */
export function add(parts: Parts, random: Random, ...texts: string[]): true {
  for (const text of texts) parts.fields.splice(random.int(0, parts.fields.length), 0, { text, end: "\r\n" });
  return true;
}
