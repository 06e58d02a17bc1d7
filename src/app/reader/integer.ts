import type { SchemaNode } from "../schema/node.ts";
import { numberBounds } from "./bounds.ts";
import { integerDigits, tooManyDigits } from "./digits.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** Longest text of digits only that is surely a safe integer. */
const safeLength = 15;

/** Digits only, at most 15: what nearly every id and page number is. -1 for all else. */
function plainInteger(text: string): number {
  const length = text.length;
  if (length === 0 || length > safeLength) return -1;
  let number = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function fromText(text: string, loc: Loc, problems: Problem[]): number | undefined {
  const plain = plainInteger(text);
  if (plain >= 0) return plain;
  const digits = integerDigits(text);
  if (digits === undefined) return report(problems, "int_parsing", loc, text);
  if (digits === tooManyDigits) return report(problems, "int_parsing_size", loc, text);
  const number = Number(digits);
  // Python's integers have no end. Ours would become another number, silently: a schema for these is native bigint.
  if (!Number.isSafeInteger(number)) return report(problems, "int_parsing_size", loc, text);
  return number === 0 ? 0 : number;
}

function fromNumber(number: number, loc: Loc, problems: Problem[]): number | undefined {
  if (Number.isSafeInteger(number)) return number;
  if (!Number.isFinite(number)) return report(problems, "finite_number", loc, number);
  return report(problems, Number.isInteger(number) ? "int_parsing_size" : "int_from_float", loc, number);
}

/** Integers: Python's `int`, as far as a double is exact. */
export function integerStep(node: SchemaNode): Step {
  const bounds = numberBounds<number>(node);
  const strictly = node["x-flotilla"]?.strict === true;
  return (value, loc, problems) => {
    let number: number | undefined;
    if (typeof value === "number") {
      number = fromNumber(value, loc, problems);
    } else if (strictly) {
      return report(problems, "int_type", loc, value);
    } else if (typeof value === "string") {
      fitAtMost(lax);
      number = fromText(value, loc, problems);
    } else if (typeof value === "boolean") {
      fitAtMost(lax);
      number = value ? 1 : 0;
    } else {
      return report(problems, "int_type", loc, value);
    }
    if (number === undefined || bounds === undefined) return number;
    return bounds(number, value, loc, problems) ? number : undefined;
  };
}
