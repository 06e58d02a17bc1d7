import { SchemaError, type SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { report } from "./problems.ts";
import type { Step } from "./step.ts";

type Loc = readonly (string | number)[];

/** Characters as Python counts them: code points, a lone surrogate as one. */
export function characterCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if ((text.charCodeAt(index) & 0xfc00) !== 0xd800) continue;
    if ((text.charCodeAt(index + 1) & 0xfc00) !== 0xdc00) continue;
    count -= 1;
    index += 1;
  }
  return count;
}

/** The user's own pattern, searched for anywhere in the text. One without the `u` flag's strictness is taken as it is. */
function compiledPattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch {
      throw new SchemaError(`the pattern ${pattern} is no regular expression`);
    }
  }
}

export type LengthCheck = (text: string, loc: Loc, problems: Problem[]) => boolean;

/** A text's length and pattern; undefined where the node limits neither. */
export function textBounds(node: SchemaNode): LengthCheck | undefined {
  const { minLength = 0, maxLength = Infinity, pattern } = node;
  const regexp = pattern === undefined ? undefined : compiledPattern(pattern);
  const counted = minLength > 0 || maxLength !== Infinity;
  if (!counted && regexp === undefined) return undefined;
  return (text, loc, problems) => {
    // A text has at most as many characters as code units, and at least half as many: mostly no need to count.
    if (counted && (text.length < minLength * 2 || text.length > maxLength)) {
      const count = characterCount(text);
      if (count < minLength) report(problems, "string_too_short", loc, text, { min_length: minLength });
      else if (count > maxLength) report(problems, "string_too_long", loc, text, { max_length: maxLength });
      if (count < minLength || count > maxLength) return false;
    }
    if (regexp === undefined || regexp.test(text)) return true;
    report(problems, "string_pattern_mismatch", loc, text, { pattern: pattern as string });
    return false;
  };
}

/** Text without a format that the reader knows. */
export function textStep(node: SchemaNode): Step {
  const bounds = textBounds(node);
  if (bounds === undefined) {
    return (value, loc, problems) => (typeof value === "string" ? value : report(problems, "string_type", loc, value));
  }
  return (value, loc, problems) => {
    if (typeof value !== "string") return report(problems, "string_type", loc, value);
    return bounds(value, loc, problems) ? value : undefined;
  };
}
