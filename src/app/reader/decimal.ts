import type { SchemaNode } from "../schema/node.ts";
import { numberBounds } from "./bounds.ts";
import { isDecimal } from "./number.ts";
import type { Problem } from "./problem.ts";
import { report, shownNumber } from "./problems.ts";
import { trimSpace } from "./python.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** Digits in all, and those after the point. */
interface Digits {
  readonly total: number;
  readonly places: number;
}

/** Python's `Decimal.as_tuple`, counted as pydantic-core counts: trailing zeros of `1e2` are digits, so are leading of `1e-3`. */
function digitsOf(text: string, normalized: boolean): Digits {
  const [mantissa, power = "0"] = text.replace(/^[+-]/, "").toLowerCase().split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  let digits = (whole + fraction).replace(/^0+/, "");
  let exponent = Number(power) - fraction.length;
  if (normalized) {
    const kept = withoutLastZeros(digits);
    exponent = kept === "" ? 0 : exponent + digits.length - kept.length;
    digits = kept;
  }
  const count = Math.max(1, digits.length);
  if (exponent >= 0) return { total: count + exponent, places: 0 };
  return { total: Math.max(count, -exponent), places: -exponent };
}

/** A loop: a pattern takes quadratic time on many zeros in the middle. */
function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}

type DigitsCheck = (text: string, input: unknown, loc: Loc, problems: Problem[]) => boolean;

/** A limit is broken only where the number without its trailing zeros breaks it too. */
function digitsCheck(maxDigits: number | undefined, maxPlaces: number | undefined): DigitsCheck | undefined {
  if (maxDigits === undefined && maxPlaces === undefined) return undefined;
  return (text, input, loc, problems) => {
    const both = [digitsOf(text, false), digitsOf(text, true)];
    if (maxDigits !== undefined && both.every(({ total }) => total > maxDigits)) {
      report(problems, "decimal_max_digits", loc, input, { max_digits: maxDigits });
      return false;
    }
    if (maxPlaces === undefined) return true;
    if (both.every(({ places }) => places > maxPlaces)) {
      report(problems, "decimal_max_places", loc, input, { decimal_places: maxPlaces });
      return false;
    }
    const maxWhole = Math.max(0, (maxDigits ?? Infinity) - maxPlaces);
    if (both.every(({ total, places }) => Math.max(0, total - places) > maxWhole)) {
      report(problems, "decimal_whole_digits", loc, input, { whole_digits: maxWhole });
      return false;
    }
    return true;
  };
}

const notFinite = /^[+-]?(?:inf|infinity|s?nan\d*)$/i;
/** Longest text that is looked at: more digits than any exact number of a database has. */
const maxLength = 4300;

/** The text as digits, point and exponent; undefined where it is no decimal. Python drops underscores anywhere. */
function decimalText(value: string): string | undefined {
  if (value.length > maxLength) return undefined;
  const text = trimSpace(value).replaceAll("_", "");
  return isDecimal(text) || notFinite.test(text) ? text : undefined;
}

/** Decimals carried as text (`format: "decimal"`): checked as Python's `Decimal`, and text still. */
export function decimalStep(node: SchemaNode): Step {
  const annotation = node["x-flotilla"] ?? {};
  const checkDigits = digitsCheck(annotation.maxDigits, annotation.decimalPlaces);
  const checkBounds = numberBounds<number>(node);
  return (value, loc, problems) => {
    const fromNumber = typeof value === "number" && annotation.strict !== true;
    if (typeof value !== "string" && !fromNumber) return report(problems, "decimal_type", loc, value);
    fitAtMost(lax);
    const text = fromNumber ? shownNumber(value as number) : decimalText(value as string);
    if (text === undefined) return report(problems, "decimal_parsing", loc, value);
    if (notFinite.test(text)) return report(problems, "finite_number", loc, value);
    if (checkDigits !== undefined && !checkDigits(text, value, loc, problems)) return undefined;
    if (checkBounds !== undefined && !checkBounds(Number(text), value, loc, problems)) return undefined;
    return text;
  };
}
