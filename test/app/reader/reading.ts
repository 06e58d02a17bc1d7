import type { Origin, Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import type { SchemaNode } from "../../../src/app/schema/node.ts";

export interface Reading {
  readonly value: unknown;
  readonly problems: Problem[];
  /** Only what kind of problems, and where below the value. */
  readonly faults: string[];
}

/** Reads one value, at a place of its own. */
export function reading(
  node: SchemaNode,
  input: unknown,
  origin: Origin = "json",
  defs: { readonly [name: string]: SchemaNode } = {},
): Reading {
  const problems: Problem[] = [];
  const value = compileReader({ node, defs }, origin)(input, ["body"], problems);
  const faults = problems.map(({ type, loc }) => [type, ...loc.slice(1)].join(" "));
  return { value, problems, faults };
}

/** What is read of each input: the value, or the kinds of problems. */
export function outcomes(node: SchemaNode, inputs: readonly unknown[], origin: Origin = "json"): unknown[] {
  return inputs.map((input) => {
    const { value, faults } = reading(node, input, origin);
    return faults.length === 0 ? value : faults.join(", ");
  });
}
