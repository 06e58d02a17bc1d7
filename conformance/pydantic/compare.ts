import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../../src/app/reader/problem.ts";

/** What Pydantic made of one pair (see oracle.py). Its `value` tags what JSON cannot carry. */
export interface Answer {
  readonly problems?: readonly Problem[];
  readonly value?: unknown;
  /** Python itself failed, or knows no such schema. */
  readonly crash?: string;
  readonly schemaError?: string;
}

type Tagged = { readonly [key: string]: unknown };

/** Texts of dates and the like that Pydantic writes. */
const textTags = ["$datetime", "$date", "$time", "$duration", "$text"];

const toMs = (text: string): number =>
  Date.parse(text.replace(/(\.\d{3})\d+/, "$1") + (/T.*(?:Z|[+-]\d\d:\d\d)$|^[\d-]{10}$/.test(text) ? "" : "Z"));

/** Whether a value read is Pydantic's. Text may be as the input had it, where Pydantic writes it in its own way. */
export function sameValue(ours: unknown, theirs: unknown, inputTexts: ReadonlySet<string>): boolean {
  const same = (one: unknown, other: unknown): boolean => sameValue(one, other, inputTexts);
  const tagged = (typeof theirs === "object" && theirs !== null ? theirs : {}) as Tagged;
  const text = textTags.map((tag) => tagged[tag]).find((one) => one !== undefined);
  if (ours instanceof Date) return ours.getTime() === toMs(String(text));
  if (typeof ours === "bigint") return String(ours) === String(tagged.$int ?? theirs);
  if (ours instanceof Uint8Array) return isDeepStrictEqual([...ours], tagged.$bytes);
  if (text !== undefined)
    return typeof ours === "string" && (ours === text || inputTexts.has(ours.trim()) || inputTexts.has(ours));
  if (ours instanceof Set) {
    const items = [...ours];
    const others = tagged.$set as unknown[];
    return items.length === others.length && items.every((item) => others.some((other) => same(item, other)));
  }
  if (tagged.$dict !== undefined) {
    const entries = ours instanceof Map ? [...ours] : Object.entries(ours as object);
    const others = tagged.$dict as [unknown, unknown][];
    return (
      entries.length === others.length &&
      entries.every(([key, item]) => others.some(([k, v]) => String(k) === String(key) && same(item, v)))
    );
  }
  if (Array.isArray(ours)) {
    const others = theirs as unknown[];
    return ours.length === others.length && ours.every((item, index) => same(item, others[index]));
  }
  if (typeof ours === "object" && ours !== null) {
    return Object.entries(tagged).every(([key, item]) => same((ours as Tagged)[key], item));
  }
  return ours === theirs || (ours === 0 && theirs === 0) || (typeof ours === "string" && inputTexts.has(ours));
}

/** Every text in an input. */
export function textsIn(input: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof input === "string") found.add(input).add(input.trim().replaceAll("_", ""));
  else if (typeof input === "object" && input !== null) for (const item of Object.values(input)) textsIn(item, found);
  return found;
}

/** What only one of two lists of problems has, in pairs of ours and theirs, by their order. */
export function unlike(ours: readonly Problem[], theirs: readonly Problem[]): [Problem?, Problem?][] {
  const onlyOurs = ours.filter((one) => !theirs.some((other) => isDeepStrictEqual(one, other)));
  const onlyTheirs = theirs.filter((one) => !ours.some((other) => isDeepStrictEqual(one, other)));
  return Array.from({ length: Math.max(onlyOurs.length, onlyTheirs.length) }, (_, i) => [onlyOurs[i], onlyTheirs[i]]);
}
