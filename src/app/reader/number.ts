import type { SchemaNode } from "../schema/node.ts";
import { numberBounds } from "./bounds.ts";
import { withoutUnderscores } from "./digits.ts";
import { report } from "./problems.ts";
import { trimSpace } from "./python.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

/** Index after the digits from `index` on. */
function afterDigits(text: string, index: number): number {
  while (index < text.length) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) break;
    index += 1;
  }
  return index;
}

/** Whether Rust's `f64::from_str` takes the text as a decimal number: `5.`, `.5` and `1e3`, but not `0x10` or `e3`. */
export function isDecimal(text: string): boolean {
  const sign = text.charCodeAt(0);
  const start = sign === 43 || sign === 45 ? 1 : 0;
  let index = afterDigits(text, start);
  let digits = index - start;
  if (text.charCodeAt(index) === 46) {
    const end = afterDigits(text, index + 1);
    digits += end - index - 1;
    index = end;
  }
  if (digits === 0) return false;
  const exponent = text.charCodeAt(index) | 32;
  if (exponent === 101) {
    const signed = text.charCodeAt(index + 1);
    const from = index + (signed === 43 || signed === 45 ? 2 : 1);
    index = afterDigits(text, from);
    if (index === from) return false;
  }
  return index === text.length;
}

const words = /^([+-]?)(?:(inf|infinity)|nan)$/i;

function parsed(text: string): number | undefined {
  if (isDecimal(text)) return Number(text);
  const word = words.exec(text);
  if (word === null) return undefined;
  if (word[2] === undefined) return Number.NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

function fromText(text: string): number | undefined {
  const plain = parsed(trimSpace(text));
  if (plain !== undefined) return plain;
  const clean = withoutUnderscores(text);
  return clean === undefined ? undefined : parsed(clean);
}

/** Numbers: Python's `float`, finite unless the schema lets NaN and the infinities through. */
export function numberStep(node: SchemaNode): Step {
  const bounds = numberBounds<number>(node);
  const annotation = node["x-flotilla"];
  const strictly = annotation?.strict === true;
  const anyNumber = annotation?.allowInfNan === true;
  return (value, loc, problems) => {
    let number: number | undefined;
    if (typeof value === "number") {
      number = value;
    } else if (strictly) {
      return report(problems, "float_type", loc, value);
    } else if (typeof value === "string") {
      fitAtMost(lax);
      number = fromText(value);
      if (number === undefined) return report(problems, "float_parsing", loc, value);
    } else if (typeof value === "boolean") {
      fitAtMost(lax);
      number = value ? 1 : 0;
    } else {
      return report(problems, "float_type", loc, value);
    }
    if (!anyNumber && !Number.isFinite(number)) return report(problems, "finite_number", loc, value);
    if (bounds === undefined) return number;
    return bounds(number, value, loc, problems) ? number : undefined;
  };
}
