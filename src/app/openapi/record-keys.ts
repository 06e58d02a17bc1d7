import type { SchemaNode } from "../schema/node.ts";

/**
 * A record as Pydantic describes it: values of names with a pattern are `patternProperties`, what else is asked of names is
 * `propertyNames` if it is asked of a text, and any value is `true`. (A node says of names what the reader makes of them: an integer,
 * for one, which no JSON Schema can ask of a name.)
 */
export function withRecordKeys(node: SchemaNode): { readonly [key: string]: unknown } {
  const { propertyNames, additionalProperties } = node;
  const isAny = typeof additionalProperties === "object" && Object.keys(additionalProperties).length === 0;
  if (propertyNames === undefined && !isAny) return node as { readonly [key: string]: unknown };
  const made: { [key: string]: unknown } = { ...node };
  if (isAny) made.additionalProperties = true;
  if (propertyNames === undefined) return made;
  delete made.propertyNames;
  const { pattern, type, title: _, "x-flotilla": __, ...names } = propertyNames;
  if (pattern !== undefined) {
    delete made.additionalProperties;
    made.patternProperties = { [pattern]: additionalProperties ?? {} };
  }
  if (propertyNames.$ref !== undefined || (type === "string" && Object.keys(names).length > 0))
    made.propertyNames = names;
  return made;
}
