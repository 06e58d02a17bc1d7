import type { SchemaNode, TypeName } from "./node.ts";
import { put, sameNode, type Walk } from "./walk.ts";

// The nodes that every library's adapter makes alike.

/** A list; `{}` items are named as such, as Pydantic does. */
export function arrayOf(items: SchemaNode): SchemaNode {
  return { type: "array", items };
}

export function setOf(items: SchemaNode): SchemaNode {
  return { type: "array", items, uniqueItems: true, "x-flotilla": { native: "set" } };
}

/** An object on the wire, as its names can be read as keys; an array of pairs, if the keys are objects or lists themselves. */
export function mapOf(keys: SchemaNode, values: SchemaNode): SchemaNode {
  if (!isScalar(keys)) {
    return { type: "array", items: tupleOf([keys, values], 2, undefined), "x-flotilla": { native: "map" } };
  }
  return { ...recordOf(keys, values), "x-flotilla": { native: "map" } };
}

/** Any number of fields. Their names are described if they must be more than text; numbers are read from names like from text. */
export function recordOf(keys: SchemaNode, values: SchemaNode): SchemaNode {
  const node: SchemaNode = { type: "object", additionalProperties: values };
  const isAnyText = keys.type === "string" && Object.keys(keys).length === 1;
  if (!isAnyText && Object.keys(keys).length > 0) node.propertyNames = keys;
  return node;
}

function isScalar(node: SchemaNode): boolean {
  if (node.anyOf !== undefined) return node.anyOf.every(isScalar);
  return node.type !== "array" && node.type !== "object" && node.oneOf === undefined && node.allOf === undefined;
}

/** At least the first `least` items; what follows the last is `rest`, or nothing. */
export function tupleOf(items: readonly SchemaNode[], least: number, rest: SchemaNode | undefined): SchemaNode {
  const node: SchemaNode = { type: "array", prefixItems: [...items] };
  if (rest !== undefined) node.items = rest;
  if (least > 0) node.minItems = least;
  if (rest === undefined) node.maxItems = items.length;
  return node;
}

const typeOf = (value: unknown): TypeName | undefined => {
  if (value === null) return "null";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "string") return "string";
  return typeof value === "boolean" ? "boolean" : undefined;
};

/** The type of all values, if they have one. */
function commonType(values: readonly unknown[]): TypeName | undefined {
  const types = new Set(values.map(typeOf));
  if (types.has("number")) types.delete("integer");
  const [type] = types;
  return types.size === 1 ? type : undefined;
}

function withType(node: SchemaNode, values: readonly unknown[]): SchemaNode {
  const type = commonType(values);
  return type === undefined ? node : { type, ...node };
}

/** Members of an enumeration. Without any nothing fits. */
export function enumNode(values: readonly unknown[]): SchemaNode {
  return values.length === 0 ? { not: {} } : withType({ enum: [...values] }, values);
}

/** The values of a literal type. `undefined` is a field that is missing, a bigint an integer. */
export function literalNode(given: readonly unknown[], walk: Walk): SchemaNode {
  const present = given.filter((value) => value !== undefined);
  if (given.length > 0 && present.length === 0) return { type: "null" };
  if (present.some((value) => typeof value === "symbol")) walk.fail("a symbol has no JSON");
  const values = present.map((value) => (typeof value === "bigint" ? Number(value) : value));
  const isBigint = values.length > 0 && present.every((value) => typeof value === "bigint");
  const native: SchemaNode = isBigint ? { "x-flotilla": { native: "bigint" } } : {};
  if (values.length === 1) return withType({ const: values[0], ...native }, values);
  if (values.length === 0) return { not: {} };
  return withType({ enum: values, "x-flotilla": { ...native["x-flotilla"], literal: true } }, values);
}

/** One of several objects, told apart by the value of one field. Named members are found by their tags. */
export function taggedOf(
  members: readonly SchemaNode[],
  propertyName: string,
  resolve: (node: SchemaNode) => SchemaNode | undefined,
): SchemaNode {
  const mapping: { [tag: string]: string } = {};
  for (const member of members) {
    const tag = resolve(member)?.properties?.[propertyName];
    if (member.$ref === undefined || tag === undefined) continue;
    for (const value of tag.enum ?? (tag.const === undefined ? [] : [tag.const]))
      put(mapping, String(value), member.$ref);
  }
  const hasMapping = Object.keys(mapping).length > 0;
  return { oneOf: [...members], discriminator: hasMapping ? { propertyName, mapping } : { propertyName } };
}

const objectKeys = new Set(["type", "properties", "required", "additionalProperties"]);
const words = new Set(["title", "description", "examples", "deprecated"]);

/** Whether a node says nothing that would be lost in a merged object; of a named model the words may be, as it stays a model. */
function isMergeable(node: SchemaNode, isModel: boolean): boolean {
  return node.type === "object" && Object.keys(node).every((key) => objectKeys.has(key) || (isModel && words.has(key)));
}

/**
 * Everything that all members ask for. Objects become one object, unless they are named and can stand as they are: a member
 * that forbids extra fields would forbid those of the others.
 */
export function intersectionOf(
  given: readonly SchemaNode[],
  resolve: (node: SchemaNode) => SchemaNode | undefined,
): SchemaNode {
  const members = given.flatMap((member) =>
    Object.keys(member).length === 1 && member.allOf !== undefined ? member.allOf : [member],
  );
  const objects = members.flatMap((member) => {
    const node = resolve(member);
    return node !== undefined && isMergeable(node, node !== member) ? [node] : [];
  });
  const mustMerge = objects.some((node) => node.additionalProperties === false);
  const hasModel = members.some((member) => member.$ref !== undefined);
  if (objects.length < members.length || (hasModel && !mustMerge)) return { allOf: members };
  return objects.reduce(mergeObjects);
}

function mergeObjects(one: SchemaNode, other: SchemaNode): SchemaNode {
  const properties: { [name: string]: SchemaNode } = {};
  for (const [name, node] of Object.entries(one.properties ?? {})) put(properties, name, node);
  for (const [name, node] of Object.entries(other.properties ?? {})) {
    const before = Object.hasOwn(properties, name) ? properties[name] : undefined;
    put(properties, name, before === undefined || sameNode(before, node) ? node : { allOf: [before, node] });
  }
  const node: SchemaNode = { type: "object", properties };
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  if (required.length > 0) node.required = required;
  const extra = mergeExtra(one.additionalProperties, other.additionalProperties);
  if (extra !== undefined) node.additionalProperties = extra;
  return node;
}

type Extra = SchemaNode["additionalProperties"];

/** A field is extra only if no member knows it: it is forbidden only if all forbid it. */
function mergeExtra(one: Extra, other: Extra): Extra {
  if (typeof one === "object" && typeof other === "object") return { allOf: [one, other] };
  if (typeof one === "object") return one;
  if (typeof other === "object") return other;
  if (one === true || other === true) return true;
  return one === false && other === false ? false : undefined;
}

/** What stands on the wire for objects of the web's own classes. */
export function nativeOf(type: unknown): SchemaNode | undefined {
  switch (type) {
    case Date:
      return { type: "string", format: "date-time", "x-flotilla": { native: "date" } };
    case URL:
      return { type: "string", format: "uri", "x-flotilla": { native: "url" } };
    case File:
    case Blob:
      // As FastAPI (0.165) writes an `UploadFile`.
      return { type: "string", contentMediaType: "application/octet-stream", "x-flotilla": { native: "file" } };
    case Uint8Array:
      return { type: "string", contentMediaType: "application/octet-stream", "x-flotilla": { native: "bytes" } };
    case Set:
      return setOf({});
    case Map:
      return mapOf({}, {});
    default:
      return undefined;
  }
}
