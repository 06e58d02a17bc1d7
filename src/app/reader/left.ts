import type { SchemaNode } from "../schema/node.ts";
import { fitAtMost, lax, type Step } from "./step.ts";

/**
 * What a node leaves to the library, whatever kind it is: a value that is read as it is (`opaque`), lengths and patterns of
 * what the library makes of a text (`late`), and values that cannot be read (`caught`).
 */
export function leavingToLibrary(node: SchemaNode, make: (node: SchemaNode) => Step): Step {
  const { opaque, late, caught } = node["x-flotilla"] ?? {};
  if (opaque) return (value) => value;
  const read = make(late ? withoutBounds(node) : node);
  return caught ? orAsItIs(read) : read;
}

function withoutBounds({ minLength: _, maxLength: __, pattern: ___, ...node }: SchemaNode): SchemaNode {
  if (node.allOf === undefined) return node;
  return { ...node, allOf: node.allOf.map(withoutBounds) };
}

function orAsItIs(read: Step): Step {
  return (value, loc, problems) => {
    const before = problems.length;
    const result = read(value, loc, problems);
    if (result !== undefined) return result;
    problems.length = before;
    fitAtMost(lax);
    return value;
  };
}
