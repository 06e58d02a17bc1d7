import { isPortable } from "./constraints.ts";
import { jsonOf } from "./metadata.ts";
import type { SchemaNode } from "./node.ts";

/** An item of a valibot pipe, as far as it is read here. */
export interface PipeItem {
  readonly kind: "schema" | "validation" | "transformation" | "metadata";
  readonly type: string;
  readonly requirement?: unknown;
}

/** Transformations that leave a value of the same kind: constraints that follow hold of what they make. */
const rewriting = new Set([
  "trim",
  "trim_start",
  "trim_end",
  "to_lower_case",
  "to_upper_case",
  "normalize",
  "to_min_value",
  "to_max_value",
  "filter_items",
  "sort_items",
]);
/** Transformations that concern types in TypeScript only. */
const nominal = new Set(["brand", "flavor", "readonly"]);

/** What is known of the result of a transformation that makes another kind of value. */
const results: { readonly [type: string]: SchemaNode } = {
  to_number: { type: "number" },
  to_string: { type: "string" },
  to_boolean: { type: "boolean" },
  to_bigint: { type: "integer", "x-flotilla": { native: "bigint" } },
  to_date: { type: "string", format: "date-time", "x-flotilla": { native: "date" } },
  stringify_json: { type: "string" },
};

export function isRewriting({ kind, type }: PipeItem): boolean {
  return kind === "transformation" && rewriting.has(type);
}

/** Whether a transformation makes a value that the schema before it says nothing of. */
export function isConverting({ kind, type }: PipeItem): boolean {
  return kind === "transformation" && !rewriting.has(type) && !nominal.has(type);
}

export function resultOf({ type }: PipeItem): SchemaNode | undefined {
  return Object.hasOwn(results, type) ? results[type] : undefined;
}

/** Formats by the name of the action. Those without a name in JSON Schema keep the library's. */
const formats: { readonly [type: string]: string } = {
  email: "email",
  rfc_email: "email",
  uuid: "uuid",
  url: "uri",
  ipv4: "ipv4",
  ipv6: "ipv6",
  iso_date: "date",
  iso_date_time: "date-time",
  iso_timestamp: "date-time",
  iso_time: "time",
  iso_time_second: "time",
  base64: "base64",
  jws_compact: "jwt",
  domain: "hostname",
};
const ownFormats = new Set([
  "bic",
  "credit_card",
  "cuid2",
  "decimal",
  "digits",
  "emoji",
  "hash",
  "hexadecimal",
  "hex_color",
  "imei",
  "isrc",
  "ip",
  "iso_week",
  "ksuid",
  "mac",
  "mac48",
  "mac64",
  "nanoid",
  "octal",
  "slug",
  "ulid",
]);

/**
 * Adds what a validation asks for to the node of the value before it; false if there is no keyword for it, which leaves it to
 * the library.
 */
export function addValidation(node: SchemaNode, item: PipeItem, patterns: string[]): boolean {
  const { type, requirement } = item;
  if (Object.hasOwn(formats, type)) {
    node.format = formats[type];
    if (type === "base64") node.contentEncoding = "base64";
    return true;
  }
  if (ownFormats.has(type)) {
    node.format = type;
    return true;
  }
  return (
    addPattern(type, requirement, patterns) || addSize(node, type, requirement) || addBound(node, type, requirement)
  );
}

const escaped = (text: unknown): string => String(text).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

function addPattern(type: string, requirement: unknown, patterns: string[]): boolean {
  if (type === "regex") {
    const pattern = requirement as RegExp;
    if (isPortable(pattern)) patterns.push(pattern.source);
  } else if (type === "starts_with") patterns.push(`^${escaped(requirement)}`);
  else if (type === "ends_with") patterns.push(`${escaped(requirement)}$`);
  else if (type === "includes") patterns.push(escaped(requirement));
  else return false;
  return true;
}

const sizeKeys = {
  string: ["minLength", "maxLength"],
  array: ["minItems", "maxItems"],
  object: ["minProperties", "maxProperties"],
} as const;

function addSize(node: SchemaNode, type: string, requirement: unknown): boolean {
  const keys = sizeKeys[node.type as keyof typeof sizeKeys] as (typeof sizeKeys)[keyof typeof sizeKeys] | undefined;
  if (keys === undefined || node.contentMediaType !== undefined) return false;
  const size = type === "non_empty" ? 1 : type === "empty" ? 0 : requirement;
  if (typeof size !== "number") return false;
  const isExact = type === "length" || type === "size" || type === "entries" || type === "empty";
  const isLeast = isExact || type === "non_empty" || /^min_(?:length|size|entries)$/.test(type);
  const isMost = isExact || /^max_(?:length|size|entries)$/.test(type);
  const [least, most] = keys;
  if (isLeast) node[least] = Math.max(node[least] ?? size, size);
  if (isMost) node[most] = Math.min(node[most] ?? size, size);
  return isLeast || isMost;
}

function addBound(node: SchemaNode, type: string, requirement: unknown): boolean {
  if (type === "integer" || type === "safe_integer") {
    node.type = "integer";
    return true;
  }
  if (type === "mime_type") {
    const types = requirement as readonly string[];
    if (types.length === 1) node.contentMediaType = types[0];
    return true;
  }
  if (type === "value") node.const = jsonOf(requirement);
  else if (type === "values") node.enum = jsonOf(requirement) as unknown[];
  else return addRange(node, type, requirement);
  return true;
}

function addRange(node: SchemaNode, type: string, requirement: unknown): boolean {
  const value = Number(requirement);
  if (node.type !== "number" && node.type !== "integer") return false;
  if (!Number.isFinite(value) || (typeof requirement === "bigint" && !Number.isSafeInteger(value))) return false;
  if (type === "min_value") node.minimum = Math.max(node.minimum ?? value, value);
  else if (type === "max_value") node.maximum = Math.min(node.maximum ?? value, value);
  else if (type === "gt_value") node.exclusiveMinimum = Math.max(node.exclusiveMinimum ?? value, value);
  else if (type === "lt_value") node.exclusiveMaximum = Math.min(node.exclusiveMaximum ?? value, value);
  else if (type === "multiple_of") node.multipleOf ??= Math.abs(value);
  else return false;
  return true;
}
