import type { SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { problemLimit, report, within } from "./problems.ts";
import type { Compiler, Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** Reads every item; undefined where one is wrong. Past `problemLimit` the rest is not looked at. */
function readItems(items: readonly unknown[], read: Step, loc: Loc, problems: Problem[]): unknown[] | undefined {
  const before = problems.length;
  const result: unknown[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const from = problems.length;
    const item = read(items[index], loc, problems);
    if (item !== undefined) {
      result.push(item);
    } else {
      within(problems, from, loc.length, index);
      if (problems.length >= problemLimit) break;
    }
  }
  return problems.length === before ? result : undefined;
}

/** Arrays. Whether items are unique is the library's to say: Pydantic's lists know no such rule. */
export function listStep(node: SchemaNode, compiler: Compiler): Step {
  const { minItems = 0, maxItems = Infinity } = node;
  const read = compiler.step(node.items || {});
  return (value, loc, problems) => {
    if (!Array.isArray(value)) return report(problems, "list_type", loc, value);
    if (value.length > maxItems) {
      const ctx = { field_type: "List", max_length: maxItems, actual_length: value.length };
      return report(problems, "too_long", loc, value, ctx);
    }
    const items = readItems(value, read, loc, problems);
    if (items === undefined || items.length >= minItems) return items;
    const ctx = { field_type: "List", min_length: minItems, actual_length: items.length };
    return report(problems, "too_short", loc, value, ctx);
  };
}

/** Native sets, of an array. The length counts after equal items have become one. */
export function setStep(node: SchemaNode, compiler: Compiler): Step {
  const { minItems = 0, maxItems = Infinity } = node;
  const read = compiler.step(node.items || {});
  return (value, loc, problems) => {
    if (!Array.isArray(value)) return report(problems, "set_type", loc, value);
    const before = problems.length;
    const set = new Set<unknown>();
    for (let index = 0; index < value.length; index += 1) {
      const from = problems.length;
      const item = read(value[index], loc, problems);
      if (item === undefined) within(problems, from, loc.length, index);
      else set.add(item);
      if (set.size > maxItems) {
        problems.length = before;
        const ctx = { field_type: "Set", max_length: maxItems, actual_length: null };
        return report(problems, "too_long", loc, value, ctx);
      }
      if (problems.length >= problemLimit) break;
    }
    if (problems.length > before) return undefined;
    if (set.size >= minItems) return set;
    const ctx = { field_type: "Set", min_length: minItems, actual_length: set.size };
    return report(problems, "too_short", loc, value, ctx);
  };
}
