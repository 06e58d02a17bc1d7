import type { SchemaNode } from "../schema/node.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

const truths = new Map<string, boolean>([
  ...["1", "t", "y", "on", "yes", "true"].map((word) => [word, true] as const),
  ...["0", "f", "n", "no", "off", "false"].map((word) => [word, false] as const),
]);
/** Longest of the words. */
const maxWord = 5;

/** Booleans: Pydantic's words in any case, 0 and 1. */
export function booleanStep(node: SchemaNode): Step {
  const strictly = node["x-flotilla"]?.strict === true;
  return (value, loc, problems) => {
    if (typeof value === "boolean") return value;
    if (strictly) return report(problems, "bool_type", loc, value);
    fitAtMost(lax);
    if (typeof value === "string") {
      // Only ASCII letters have two cases here: `toLowerCase` would also make a `k` of a Kelvin sign, which no word has.
      const truth = value.length > maxWord ? undefined : truths.get(value.toLowerCase());
      return truth ?? report(problems, "bool_parsing", loc, value);
    }
    if (value === 1 || value === 0) return value === 1;
    return report(problems, Number.isInteger(value) ? "bool_parsing" : "bool_type", loc, value);
  };
}
