import type { SchemaNode } from "./node.ts";

/** A pattern in JSON Schema has no flags: one that ignores case or spans lines would refuse what the library takes. */
export function isPortable(pattern: RegExp): boolean {
  return !pattern.ignoreCase && !pattern.multiline && !pattern.dotAll;
}

/** Patterns past the first have no keyword of their own: each stands in a member of `allOf`. */
export function addPatterns(node: SchemaNode, patterns: readonly string[]): void {
  const [first, ...rest] = new Set(patterns);
  if (first !== undefined) node.pattern = first;
  if (rest.length > 0) node.allOf = rest.map((pattern) => ({ pattern }));
}

/** Of an inclusive and an exclusive bound on one side, the one that refuses more. */
export function tighten(node: SchemaNode): void {
  if (node.minimum !== undefined && node.exclusiveMinimum !== undefined) {
    if (node.exclusiveMinimum >= node.minimum) delete node.minimum;
    else delete node.exclusiveMinimum;
  }
  if (node.maximum !== undefined && node.exclusiveMaximum !== undefined) {
    if (node.exclusiveMaximum <= node.maximum) delete node.maximum;
    else delete node.exclusiveMaximum;
  }
}
