import type { SchemaNode } from "../schema/node.ts";

type Defs = { readonly [name: string]: SchemaNode };

/** The node that a reference leads to. */
export function resolved(node: SchemaNode, defs: Defs): SchemaNode {
  let current = node;
  for (let depth = 0; depth < 32 && current.$ref !== undefined; depth++) {
    const name = current.$ref.slice("#/$defs/".length);
    if (!Object.hasOwn(defs, name)) return current;
    current = defs[name];
  }
  return current;
}

/** Whether a field takes all values of its name: an array, or a choice with one in it. */
export function isList(node: SchemaNode, defs: Defs): boolean {
  const inner = resolved(node, defs);
  if (inner.type === "array") return true;
  return [...(inner.anyOf ?? []), ...(inner.oneOf ?? [])].some((member) => isList(member, defs));
}

/** Whether only an object will do, or a list of such: no text is ever taken for one. */
export function isStructure(node: SchemaNode, defs: Defs, depth = 0): boolean {
  if (depth > 32) return false;
  const { type, anyOf, oneOf, items } = resolved(node, defs);
  if (type === "object") return true;
  if (type === "array") return typeof items === "object" && isStructure(items, defs, depth + 1);
  const members = [...(anyOf ?? []), ...(oneOf ?? [])].filter((member) => resolved(member, defs).type !== "null");
  return members.length > 0 && members.every((member) => isStructure(member, defs, depth + 1));
}

/** Whether null is a value of a schema: a nullable one, or one of anything. */
export function takesNull(node: SchemaNode, defs: Defs): boolean {
  const inner = resolved(node, defs);
  const { type, anyOf, oneOf } = inner;
  if (type !== undefined) return type === "null" || (Array.isArray(type) && type.includes("null"));
  const members = anyOf ?? oneOf;
  if (members !== undefined) return members.some((member) => takesNull(member, defs));
  if (inner.enum !== undefined) return inner.enum.includes(null);
  return inner.const === null || (inner.const === undefined && inner.allOf === undefined && inner.$ref === undefined);
}

/**
 * Whether anything in a schema is not the library's to read: a native type or a name that the wire has otherwise, an address, a
 * decimal.
 */
export function readsOtherwise(node: SchemaNode, defs: Defs, seen: Set<SchemaNode> = new Set()): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  const own = node["x-flotilla"];
  if (own?.native !== undefined || own?.alias !== undefined) return true;
  // Each library has a pattern of its own for addresses: what is refused in a form (reserved names) must be in JSON too. To none is
  // a decimal more than text.
  if (node.format === "email" || node.format === "decimal") return true;
  const below = [
    ...Object.values(node.properties ?? {}),
    ...(node.items === undefined || node.items === false ? [] : [node.items]),
    ...(node.prefixItems ?? []),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.allOf ?? []),
    ...(typeof node.additionalProperties === "object" ? [node.additionalProperties] : []),
  ];
  const target = node.$ref === undefined ? undefined : resolved(node, defs);
  if (target !== undefined && target !== node) below.push(target);
  return below.some((inner) => readsOtherwise(inner, defs, seen));
}
