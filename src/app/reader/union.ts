import type { SchemaNode } from "../schema/node.ts";
import type { Problem } from "./problem.ts";
import { problemLimit, report, within } from "./problems.ts";
import { type Compiler, exact, fit, fitAtMost, type Step } from "./step.ts";

type Loc = readonly (string | number)[];

interface Member {
  readonly label: string;
  readonly read: Step;
}

/** What reading a value as a union came to. */
interface Outcome {
  /** Undefined where no member takes the value. */
  readonly value: unknown;
  readonly exactness: number;
  readonly fields: number;
  readonly problems: readonly Problem[];
}

/** More fields are better; with as many, or where one has none, it is how well the value fits. */
function isBetter(than: Outcome | undefined, exactness: number, fields: number): boolean {
  if (than === undefined) return true;
  if (than.fields >= 0 && fields >= 0 && than.fields !== fields) return than.fields < fields;
  return than.exactness < exactness;
}

/**
 * Pydantic's smart union: the first member that takes the value as it is, or else the best of all that take it; where none
 * does, what each has to say, under its label. (pydantic-core, src/validators/union.rs, `validate_smart`)
 */
function readSmart(value: unknown, members: readonly Member[], loc: Loc): Outcome {
  const { exactness, fields } = fit;
  const problems: Problem[] = [];
  let best: Outcome | undefined;
  fit.unions += 1;
  try {
    for (const { label, read } of members) {
      fit.exactness = exact;
      fit.fields = -1;
      const from = problems.length;
      const result = read(value, loc, problems);
      if (result === undefined) {
        within(problems, from, loc.length, label);
        if (problems.length >= problemLimit) break;
        continue;
      }
      if (isBetter(best, fit.exactness, fit.fields)) {
        best = { value: result, exactness: fit.exactness, fields: fit.fields, problems: [] };
      }
      if (fit.exactness === exact && fit.fields < 0) break;
    }
  } finally {
    fit.unions -= 1;
    fit.exactness = exactness;
    fit.fields = fields;
  }
  return best ?? { value: undefined, exactness, fields, problems };
}

const copied = (problem: Problem): Problem => ({ ...problem, loc: [...problem.loc] });

/** Counts the outermost unions read: outcomes are remembered for one of them only. */
let generation = 0;

/**
 * A union that remembers, within one outermost union, what an object came to: members that refer to the same model would
 * read a nested value once for every path of members to it, 2^depth times.
 */
function unionStep(members: readonly Member[]): Step {
  let known = new WeakMap<object, Outcome>();
  let knownIn = 0;
  const outcomeOf = (value: unknown, loc: Loc): Outcome => {
    if (fit.unions === 0) generation += 1;
    if (typeof value !== "object" || value === null || fit.unions === 0) return readSmart(value, members, loc);
    if (knownIn !== generation) {
      known = new WeakMap();
      knownIn = generation;
    }
    let outcome = known.get(value);
    if (outcome === undefined) {
      outcome = readSmart(value, members, loc);
      known.set(value, outcome);
    }
    return outcome;
  };
  return (value, loc, problems) => {
    const outcome = outcomeOf(value, loc);
    for (const problem of outcome.problems) problems.push(copied(problem));
    if (outcome.value === undefined) return undefined;
    fitAtMost(outcome.exactness);
    if (fit.unions > 0 && outcome.fields >= 0) fit.fields = Math.max(0, fit.fields) + outcome.fields;
    return outcome.value;
  };
}

/** The members, those of unions in the union as well: Python's `Union` is flat. */
export function membersOf(node: SchemaNode): SchemaNode[] {
  const { anyOf, oneOf, type } = node;
  const members = anyOf ?? oneOf;
  if (members !== undefined && node.discriminator === undefined) return members.flatMap(membersOf);
  return Array.isArray(type) ? type.map((one) => ({ ...node, type: one })) : [node];
}

export function isNull(node: SchemaNode): boolean {
  return node.type === "null" || (Object.hasOwn(node, "const") && node.const === null);
}

/** `anyOf`, `oneOf` without a discriminator, several types. Null beside one other member leaves no label (`Optional`). */
export function anyOfStep(node: SchemaNode, compiler: Compiler): Step {
  const all = membersOf(node);
  const some = all.filter((member) => !isNull(member));
  const members = some.map((member) => ({ label: compiler.label(member), read: compiler.step(member) }));
  const read = members.length === 1 ? members[0].read : unionStep(members);
  if (some.length === all.length) return read;
  return (value, loc, problems) => {
    if (value === null) return null;
    return members.length === 0 ? report(problems, "none_required", loc, value) : read(value, loc, problems);
  };
}
