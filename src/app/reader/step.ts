import type { SchemaNode } from "../schema/node.ts";
import type { Origin, Read } from "./problem.ts";

/**
 * A reader of one node. Reports at `loc` as it was given: who reads a part of a value puts the part's key into what the
 * part reported (`within`), so that nothing is allocated for places while all is well.
 */
export type Step = Read;

/** What the readers of the kinds need of the whole. Made by `compileReader`, lives as long as the reader. */
export interface Compiler {
  readonly origin: Origin;
  /** The reader of a node. @throws SchemaError for a reference to nothing. */
  step(node: SchemaNode): Step;
  /** The node itself, or what its `$ref` leads to. */
  resolve(node: SchemaNode): SchemaNode;
  /** The name that Pydantic gives a member of a union in the place of its problems. */
  label(node: SchemaNode): string;
}

/** How well a value fits a schema: as it is, as it is but made anew (an object), or after coercion. */
export const exact = 2;
export const strict = 1;
export const lax = 0;

/**
 * How well the value being read fits, for the unions around it (pydantic-core's `ValidationState`). One for all readers:
 * a read is synchronous and runs none of the user's code.
 */
export const fit = {
  exactness: exact as number,
  /** Fields found in the objects read so far, -1 where none was read. Counted inside of unions only. */
  fields: -1,
  /** Unions being read around this place. */
  unions: 0,
};

/** Notes that the value did not fit as it is. */
export function fitAtMost(exactness: number): void {
  if (fit.exactness > exactness) fit.exactness = exactness;
}
