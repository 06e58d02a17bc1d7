import type { SchemaNode } from "../schema/node.ts";
import { isPlainObject, setOwn } from "./own.ts";
import type { Problem } from "./problem.ts";
import { problemLimit, report, within } from "./problems.ts";
import type { Compiler, Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** Reads every key and value; undefined where one is wrong. */
function readEntries(
  input: { readonly [key: string]: unknown },
  readKey: Step | undefined,
  readValue: Step,
  loc: Loc,
  problems: Problem[],
): [unknown, unknown][] | undefined {
  const before = problems.length;
  const entries: [unknown, unknown][] = [];
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
    if (readableKey !== undefined && value !== undefined) entries.push([readableKey, value]);
    if (problems.length >= problemLimit) break;
  }
  return problems.length === before ? entries : undefined;
}

function sizeIsFine(size: number, node: SchemaNode, input: unknown, loc: Loc, problems: Problem[]): boolean {
  const { minProperties, maxProperties } = node;
  const ctx = { field_type: "Dictionary" };
  if (minProperties !== undefined && size < minProperties) {
    report(problems, "too_short", loc, input, { ...ctx, min_length: minProperties, actual_length: size });
  } else if (maxProperties !== undefined && size > maxProperties) {
    report(problems, "too_long", loc, input, { ...ctx, max_length: maxProperties, actual_length: null });
  } else {
    return true;
  }
  return false;
}

function isAnyText(node: SchemaNode | undefined): boolean {
  return node === undefined || Object.keys(node).every((key) => key === "type");
}

/** Objects with any keys: to new objects with the keys as read, or to native maps. */
export function recordStep(node: SchemaNode, compiler: Compiler): Step {
  const { propertyNames, additionalProperties: values } = node;
  const plainKeys = isAnyText(propertyNames) && (propertyNames?.type ?? "string") === "string";
  const readKey = plainKeys ? undefined : compiler.step(propertyNames as SchemaNode);
  const readValue = compiler.step(typeof values === "object" ? values : {});
  const toMap = node["x-flotilla"]?.native === "map";
  return (value, loc, problems) => {
    if (!isPlainObject(value)) return report(problems, "dict_type", loc, value);
    const entries = readEntries(value, readKey, readValue, loc, problems);
    if (entries === undefined) return undefined;
    const map = new Map(entries);
    if (!sizeIsFine(map.size, node, value, loc, problems)) return undefined;
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
