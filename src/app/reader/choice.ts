import type { SchemaNode } from "../schema/node.ts";
import { integerDigits } from "./digits.ts";
import type { Origin } from "./problem.ts";
import { type ProblemType, report } from "./problems.ts";
import { expected } from "./python.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

type Choice = string | number | boolean | null;

function isChoice(value: unknown): value is Choice {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** Texts that stand for a choice that is no text: `"1"` for 1, as Pydantic reads an IntEnum; `"true"` for true. */
function textsOf(choices: readonly Choice[]): Map<string, Choice> {
  const texts = new Map<string, Choice>();
  for (const choice of choices) if (typeof choice !== "string" && choice !== null) texts.set(String(choice), choice);
  return texts;
}

/** One of a list of values: an `enum`, or the one of a `const`. Values of any other kind than these are left to the library. */
export function choiceStep(node: SchemaNode, origin: Origin): Step {
  const listed = node.enum ?? [node.const];
  const literal = node.enum === undefined || node["x-flotilla"]?.literal === true;
  const type: ProblemType = literal ? "literal_error" : "enum";
  if (!listed.every(isChoice)) return (value) => value;
  const choices = new Set<unknown>(listed);
  const texts = origin === "text" ? textsOf(listed) : new Map<string, Choice>();
  const ctx = { expected: expected(listed) };
  return (value, loc, problems) => {
    if (!literal) fitAtMost(lax);
    if (choices.has(value)) return value;
    if (texts.size > 0 && typeof value === "string") {
      fitAtMost(lax);
      const choice = texts.get(value) ?? texts.get(integerDigits(value) ?? "");
      if (choice !== undefined) return choice;
    }
    return report(problems, type, loc, value, ctx);
  };
}
