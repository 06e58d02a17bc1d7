import type { SchemaNode } from "../schema/node.ts";
import { numberBounds } from "./bounds.ts";
import { integerDigits, tooManyDigits } from "./digits.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

function toBigInt(value: unknown, loc: readonly (string | number)[], problems: Problem[]): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number") {
    if (Number.isInteger(value)) return BigInt(value);
    return report(problems, Number.isFinite(value) ? "int_from_float" : "finite_number", loc, value);
  }
  fitAtMost(lax);
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value !== "string") return report(problems, "int_type", loc, value);
  const digits = integerDigits(value);
  if (digits === undefined) return report(problems, "int_parsing", loc, value);
  return digits === tooManyDigits ? report(problems, "int_parsing_size", loc, value) : BigInt(digits);
}

/** Native bigint: an integer of any size, from a JSON number or from digits. */
export function bigintStep(node: SchemaNode): Step {
  const bounds = numberBounds<bigint>(node);
  return (value, loc, problems) => {
    const number = toBigInt(value, loc, problems);
    if (number === undefined || bounds === undefined) return number;
    return bounds(number, value, loc, problems) ? number : undefined;
  };
}
