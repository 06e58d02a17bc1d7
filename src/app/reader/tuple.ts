import type { SchemaNode } from "../schema/node.ts";
import { problemLimit, report, within } from "./problems.ts";
import type { Compiler, Step } from "./step.ts";

/**
 * Arrays with a reader for each place (`prefixItems`), and one for the places after them if `items` is a node. Without
 * `minItems` every place must be filled.
 */
export function tupleStep(node: SchemaNode, compiler: Compiler): Step {
  const reads = (node.prefixItems ?? []).map((item) => compiler.step(item));
  const rest = typeof node.items === "object" ? compiler.step(node.items) : undefined;
  const minItems = node.minItems ?? reads.length;
  const maxItems = node.maxItems ?? (rest === undefined ? reads.length : Infinity);
  return (value, loc, problems) => {
    if (!Array.isArray(value)) return report(problems, "tuple_type", loc, value);
    if (value.length > maxItems) {
      const ctx = { field_type: "Tuple", max_length: maxItems, actual_length: value.length };
      return report(problems, "too_long", loc, value, ctx);
    }
    const before = problems.length;
    const result: unknown[] = [];
    for (let index = 0; index < value.length && problems.length < problemLimit; index += 1) {
      const from = problems.length;
      const read = index < reads.length ? reads[index] : rest;
      const item = read === undefined ? value[index] : read(value[index], loc, problems);
      if (item === undefined) within(problems, from, loc.length, index);
      else result.push(item);
    }
    for (let index = value.length; index < Math.min(minItems, reads.length); index += 1) {
      report(problems, "missing", [...loc, index], value);
    }
    if (problems.length > before) return undefined;
    if (result.length >= minItems) return result;
    const ctx = { field_type: "Tuple", min_length: minItems, actual_length: result.length };
    return report(problems, "too_short", loc, value, ctx);
  };
}
