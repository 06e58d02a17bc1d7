import type { Annotation, SchemaNode } from "./node.ts";
import { annotate, put, sameNode, type Walk } from "./walk.ts";

/** What users say of a schema in their library's words: `.meta({ … })`, `v.metadata({ … })`, `.configure({ … })`, options. */
export type Metadata = { readonly [key: string]: unknown };

const annotationTypes: { readonly [K in keyof Annotation]: "string" | "boolean" | "number" | "object" } = {
  alias: "string",
  convertUnderscores: "boolean",
  hidden: "boolean",
  strict: "boolean",
  maxDigits: "number",
  decimalPlaces: "number",
  openapiExamples: "object",
  mediaType: "string",
  allowInfNan: "boolean",
};

/** Read elsewhere: the model's name, what stands for a schema that cannot be represented, the tag of a union. */
const consumed = new Set(["id", "jsonSchema", "discriminator"]);

/**
 * `node` with a user's metadata: our own keys go to the annotation, the rest into the node as JSON.
 * @throws SchemaError for a key of ours with a value of the wrong type.
 */
export function withMetadata(node: SchemaNode, metadata: Metadata | undefined, walk: Walk): SchemaNode {
  if (metadata === undefined) return node;
  const made: { [key: string]: unknown } = { ...node };
  const annotation: { [key: string]: unknown } = {};
  for (const key of Object.keys(metadata)) {
    const value = metadata[key];
    if (value === undefined || consumed.has(key)) continue;
    if (Object.hasOwn(annotationTypes, key)) {
      const wanted = annotationTypes[key as keyof Annotation];
      if (typeof value !== wanted || value === null) walk.fail(`the metadata "${key}" must be a ${wanted}`);
      annotation[key] = value;
    } else {
      const json = jsonOf(value);
      if (json !== undefined) put(made, key, json);
    }
  }
  if (Object.keys(annotation).length === 0) return made;
  return annotation.strict === true && node.anyOf !== undefined
    ? { ...annotate(made, annotation), anyOf: node.anyOf.map((member) => annotate(member, { strict: true })) }
    : annotate(made, annotation);
}

const constraints: readonly (keyof SchemaNode)[] = [
  ...(["format", "pattern", "minLength", "maxLength", "multipleOf", "enum", "const"] as const),
  ...(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const),
  ...(["minItems", "maxItems", "minProperties", "maxProperties"] as const),
];

/**
 * `withMetadata` for libraries that keep metadata for others: a constraint among it, `z.string().meta({ format: "date" })`, is
 * none that they check.
 */
export function withForeignMetadata(node: SchemaNode, metadata: Metadata | undefined, walk: Walk): SchemaNode {
  const made = withMetadata(node, metadata, walk);
  if (metadata !== undefined && constraints.some((key) => node[key] !== made[key] && !sameNode(node[key], made[key])))
    walk.isTold = true;
  return made;
}

/**
 * The user's own JSON Schema for what has none, from the metadata key `jsonSchema`.
 * @throws SchemaError if it is not an object.
 */
export function givenSchema(metadata: Metadata | undefined, walk: Walk): SchemaNode | undefined {
  const given = metadata?.jsonSchema;
  if (given === undefined) return undefined;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    walk.fail(`the metadata "jsonSchema" must be an object`);
  }
  return jsonOf(given) as SchemaNode;
}

/** The model's name. @throws SchemaError if it is no text. */
export function nameOf(metadata: Metadata | undefined, walk: Walk): string | undefined {
  const id = metadata?.id;
  if (id !== undefined && typeof id !== "string") walk.fail(`the metadata "id" must be a string`);
  return id as string | undefined;
}

/**
 * A value as the wire carries it, as plain JSON data: a Date is ISO text, a bigint a number (its digits, if it is too long for
 * one), a Set an array, a Map an object. `undefined` for what JSON cannot express.
 */
export function jsonOf(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  if (depth > 50) return undefined;
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => jsonOf(item, depth + 1) ?? null);
  if (value instanceof Map) {
    const isText = [...value.keys()].every((key) => typeof key === "string");
    return isText ? jsonObject(value, depth) : jsonOf([...value], depth);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (value instanceof Date && Number.isNaN(value.getTime())) return undefined;
  if (typeof toJSON === "function") return jsonOf(toJSON.call(value), depth + 1);
  if (ArrayBuffer.isView(value) || value instanceof Blob) return undefined;
  return jsonObject(Object.entries(value), depth);
}

function jsonObject(fields: Iterable<readonly [unknown, unknown]>, depth: number): { [name: string]: unknown } {
  const made: { [name: string]: unknown } = {};
  for (const [name, item] of fields) {
    const json = jsonOf(item, depth + 1);
    if (json !== undefined) put(made, String(name), json);
  }
  return made;
}
