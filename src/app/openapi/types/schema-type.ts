import { isObject, type JsonObject } from "../json.ts";
import { grouped, intersectionType, keyOf, type Member, objectType, unionType } from "./text.ts";

/** The TypeScript type of what a schema describes, as JSON carries it. Understands 3.1 and 3.0. */
export function schemaType(schema: unknown): string {
  if (schema === false) return "never";
  if (!isObject(schema)) return "unknown";
  if (schema.not === true || (isObject(schema.not) && Object.keys(schema.not).length === 0)) return "never";
  const type = withoutNull(schema);
  return schema.nullable === true ? unionType([type, "null"]) : type;
}

function withoutNull(schema: JsonObject): string {
  const parts: string[] = [];
  if (typeof schema.$ref === "string") parts.push(referenceType(schema.$ref));
  for (const key of ["anyOf", "oneOf"]) {
    const members = schema[key];
    if (Array.isArray(members)) parts.push(unionType(members.map(schemaType)));
  }
  if (Array.isArray(schema.allOf)) parts.push(...schema.allOf.map(schemaType));
  if (Object.hasOwn(schema, "const")) parts.push(literal(schema.const));
  else if (Array.isArray(schema.enum)) parts.push(unionType(schema.enum.map(literal)));
  else parts.push(plainType(schema, parts.length > 0));
  return intersectionType(parts);
}

/** `#/components/schemas/Item` → `components["schemas"]["Item"]` (RFC 6901). */
export function referenceType($ref: string): string {
  const [start, ...path] = $ref.split("/");
  // Another document's, or one that leads nowhere in this file.
  if (start !== "#" || path[0] !== "components" || path.length < 3) return "unknown";
  return `components${path
    .slice(1)
    .map((part) => `[${JSON.stringify(pointerPart(part))}]`)
    .join("")}`;
}

export function pointerPart(part: string): string {
  let text = part;
  try {
    text = decodeURIComponent(part);
  } catch {
    // No percent-encoding then.
  }
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}

function literal(value: unknown): string {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return JSON.stringify(value);
  return "unknown";
}

/** Without the keywords that combine schemas. `isMore`: they say something already, so that nothing said is nothing to add. */
function plainType(schema: JsonObject, isMore: boolean): string {
  const { type } = schema;
  if (Array.isArray(type)) return unionType(type.map((name) => typeNamed(name, schema)));
  if (typeof type === "string")
    return isMore && type === "object" && !hasFields(schema) ? "unknown" : typeNamed(type, schema);
  if (hasFields(schema)) return objectOf(schema);
  return schema.items !== undefined || schema.prefixItems !== undefined ? arrayOf(schema) : "unknown";
}

function typeNamed(type: unknown, schema: JsonObject): string {
  switch (type) {
    case "string":
      return isBinary(schema) ? "Blob" : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return arrayOf(schema);
    case "object":
      return objectOf(schema);
    default:
      return "unknown";
  }
}

/** Bytes as they are: part of a form, or a whole body. */
function isBinary({ format, contentMediaType, contentEncoding, contentSchema }: JsonObject): boolean {
  if (format === "binary") return true;
  return typeof contentMediaType === "string" && contentEncoding === undefined && contentSchema === undefined;
}

const hasFields = ({ properties, additionalProperties, patternProperties }: JsonObject): boolean =>
  properties !== undefined || additionalProperties !== undefined || patternProperties !== undefined;

function arrayOf({ items, prefixItems, minItems }: JsonObject): string {
  if (!Array.isArray(prefixItems)) return `${grouped(schemaType(items ?? true))}[]`;
  const least = typeof minItems === "number" ? minItems : 0;
  const parts = prefixItems.map((item, index) => {
    const type = schemaType(item);
    return index < least ? type : `${grouped(type)}?`;
  });
  if (items !== false && (items !== undefined || least > prefixItems.length))
    parts.push(`...${grouped(schemaType(items))}[]`);
  return `[${parts.join(", ")}]`;
}

function objectOf(schema: JsonObject): string {
  const { properties, additionalProperties: extra, patternProperties } = schema;
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const members: Member[] = Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => ({
    key: keyOf(name),
    optional: !required.includes(name),
    type: schemaType(property),
    comment: schemaComment(property),
  }));
  const others = [
    ...(isObject(extra) ? [schemaType(extra)] : extra === true ? ["unknown"] : []),
    ...Object.values(isObject(patternProperties) ? patternProperties : {}).map(schemaType),
  ];
  if (others.length === 0 && members.length === 0) {
    return extra === false ? "Record<string, never>" : "{ [key: string]: unknown }";
  }
  const index = others.length === 0 ? undefined : `{ [key: string]: ${unionType(others)} }`;
  if (index === undefined) return objectType(members);
  return members.length === 0 ? index : `${objectType(members)} & ${index}`;
}

/** What an editor shows of a field. */
export function schemaComment(schema: unknown): string[] {
  if (!isObject(schema)) return [];
  const lines: string[] = [];
  if (typeof schema.description === "string") lines.push(schema.description);
  if (typeof schema.format === "string") lines.push(`Format: ${schema.format}`);
  if (schema.default !== undefined) lines.push(`@default ${JSON.stringify(schema.default)}`);
  if (schema.deprecated === true) lines.push("@deprecated");
  return lines;
}
