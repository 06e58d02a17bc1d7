import type { SchemaNode } from "../schema/node.ts";
import { isPlainObject, setOwn } from "./own.ts";
import type { Problem } from "./problem.ts";
import { problemLimit, report, within } from "./problems.ts";
import type { Compiler, Step } from "./step.ts";

type Loc = readonly (string | number)[];

const field = { field_type: "Dictionary" };

/** How keys and values are read, and how many may be. */
interface Entries {
  /** Undefined where any key will do. */
  readonly readKey: Step | undefined;
  readonly readValue: Step;
  readonly min: number;
  readonly max: number;
}

/** Reads every key and value. One too many, and only that is reported. */
function readEntries(
  input: { readonly [key: string]: unknown },
  { readKey, readValue, min, max }: Entries,
  loc: Loc,
  problems: Problem[],
): Map<unknown, unknown> | undefined {
  const before = problems.length;
  const entries = new Map<unknown, unknown>();
  for (const key of Object.keys(input)) {
    let from = problems.length;
    const readableKey = readKey === undefined ? key : readKey(key, loc, problems);
    if (readableKey === undefined) {
      within(problems, from, loc.length, "[key]");
      within(problems, from, loc.length, key);
    }
    from = problems.length;
    const value = readValue(input[key], loc, problems);
    if (value === undefined) within(problems, from, loc.length, key);
    if (readableKey !== undefined && value !== undefined) entries.set(readableKey, value);
    if (entries.size > max) {
      problems.length = before;
      return report(problems, "too_long", loc, input, { ...field, max_length: max, actual_length: null });
    }
    if (problems.length >= problemLimit) break;
  }
  if (problems.length > before) return undefined;
  if (entries.size >= min) return entries;
  return report(problems, "too_short", loc, input, { ...field, min_length: min, actual_length: entries.size });
}

function isAnyText(node: SchemaNode | undefined): boolean {
  return node === undefined || Object.keys(node).every((key) => key === "type");
}

/** Objects with any keys: to new objects with the keys as read, or to native maps. */
export function recordStep(node: SchemaNode, compiler: Compiler): Step {
  const { propertyNames, additionalProperties: values } = node;
  const plainKeys = isAnyText(propertyNames) && (propertyNames?.type ?? "string") === "string";
  const entries: Entries = {
    readKey: plainKeys ? undefined : compiler.step(propertyNames as SchemaNode),
    readValue: compiler.step(typeof values === "object" ? values : {}),
    min: node.minProperties ?? 0,
    max: node.maxProperties ?? Infinity,
  };
  const toMap = node["x-flotilla"]?.native === "map";
  return (value, loc, problems) => {
    if (!isPlainObject(value)) return report(problems, "dict_type", loc, value);
    const map = readEntries(value, entries, loc, problems);
    if (map === undefined) return undefined;
    if (toMap) return map;
    const record: { [key: string]: unknown } = {};
    for (const [key, item] of map) setOwn(record, String(key), item);
    return record;
  };
}

/** Native maps whose keys are no text: from an array of pairs. */
export function pairsStep(node: SchemaNode, compiler: Compiler): Step {
  const read = compiler.step({ ...node, "x-flotilla": undefined });
  return (value, loc, problems) => {
    const pairs = read(value, loc, problems);
    return pairs === undefined ? undefined : new Map(pairs as [unknown, unknown][]);
  };
}
