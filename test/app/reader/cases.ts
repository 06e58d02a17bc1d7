/**
 * Inputs and what becomes of them: the value read, or the 422's `detail`. What is expected is what pydantic answers
 * (conformance/pydantic/ wrote the .jsonl files). The reader is tested with the nodes of schemas.ts; each schema library
 * with its own schema of the same meaning under the same key.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Origin, Problem } from "../../../src/app/reader/problem.ts";

export { type CaseSchema, schemas } from "./schemas.ts";

/** Text is read at `["query", "q"]`, JSON at `["body"]`. It has `problems`, or else `value` is what the reader returns. */
export interface Case {
  readonly name: string;
  /** A key of `schemas`. */
  readonly schema: string;
  readonly origin: Origin;
  readonly input: unknown;
  readonly problems?: readonly Problem[];
  readonly value?: unknown;
}

const files = ["numbers", "strings", "times", "arrays", "objects", "unions"];

/** What JSON cannot carry is written `{"$kind": …}`. */
const tags: { readonly [tag: string]: (content: never) => unknown } = {
  $bigint: (digits: string) => BigInt(digits),
  $date: (text: string) => new Date(text),
  $url: (text: string) => new URL(text),
  $set: (items: unknown[]) => new Set(items),
  $map: (entries: [unknown, unknown][]) => new Map(entries),
  $repeat: ([character, count]: [string, number]) => character.repeat(count),
};

function untag(_: string, value: unknown): unknown {
  const [tag, ...more] = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (tag === undefined || more.length > 0 || !Object.hasOwn(tags, tag)) return value;
  return tags[tag]((value as Record<string, never>)[tag]);
}

function named(line: string): Case {
  const one = JSON.parse(line, untag) as Omit<Case, "name">;
  return { name: `${one.schema}, ${one.origin}: ${JSON.stringify(one.input).slice(0, 100)}`, ...one };
}

export const cases: readonly Case[] = files.flatMap((file) =>
  readFileSync(join(import.meta.dirname, "cases", `${file}.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
    .map(named),
);
