import type { SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";

type Loc = readonly (string | number)[];
/** Tells whether a number keeps its bounds, and reports the first it does not keep. */
export type BoundsCheck<N extends number | bigint> = (
  number: N,
  input: unknown,
  loc: Loc,
  problems: Problem[],
) => boolean;

/** Pydantic's tolerance: 0.3 is a multiple of 0.1, though the quotient of the two doubles is not a whole number. */
const tolerance = 1e-9;

function isNearMultiple(number: number, of: number): boolean {
  return Math.abs(number - Math.round(number / of) * of) <= tolerance;
}

/** Exact for integers, as far as the bound is one too. */
function isMultiple(number: number | bigint, of: number, exactly: boolean): boolean {
  if (!exactly || !Number.isInteger(of)) return isNearMultiple(Number(number), of);
  return typeof number === "bigint" ? of !== 0 && number % BigInt(of) === 0n : number % of === 0;
}

/** The bounds of a node, in the order in which Pydantic tries them; undefined where it has none. */
export function numberBounds<N extends number | bigint>(node: SchemaNode): BoundsCheck<N> | undefined {
  const { multipleOf, maximum: le, exclusiveMaximum: lt, minimum: ge, exclusiveMinimum: gt } = node;
  const some = [multipleOf, le, lt, ge, gt].some((bound) => bound !== undefined);
  if (!some) return undefined;
  const exactly = node.type === "integer";
  return (number, input, loc, problems) => {
    if (multipleOf !== undefined && !isMultiple(number, multipleOf, exactly)) {
      report(problems, "multiple_of", loc, input, { multiple_of: multipleOf });
    } else if (le !== undefined && !(number <= le)) {
      report(problems, "less_than_equal", loc, input, { le });
    } else if (lt !== undefined && !(number < lt)) {
      report(problems, "less_than", loc, input, { lt });
    } else if (ge !== undefined && !(number >= ge)) {
      report(problems, "greater_than_equal", loc, input, { ge });
    } else if (gt !== undefined && !(number > gt)) {
      report(problems, "greater_than", loc, input, { gt });
    } else {
      return true;
    }
    return false;
  };
}
