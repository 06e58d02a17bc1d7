import type * as core from "zod/v4/core";
import { addPatterns, isPortable, tighten } from "./constraints.ts";
import type { SchemaNode } from "./node.ts";
import { annotate, type Walk } from "./walk.ts";

/** A check's definition, as far as it is read here. Checks of other names are the library's affair. */
interface CheckDef {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly length?: number;
  readonly size?: number;
  readonly value?: unknown;
  readonly inclusive?: boolean;
  readonly mime?: readonly string[];
}
interface Check {
  readonly _zod: {
    readonly def: CheckDef;
    /** The class it was made by; clones are made through it. */
    readonly constr?: new (
      def: object,
    ) => Check;
  };
}

/** The checks of a schema in order; a format like `z.email()` is its own first one. */
export function checksOf(schema: core.$ZodType): readonly Check[] {
  const own = (schema._zod.def.checks ?? []) as readonly unknown[] as readonly Check[];
  return schema._zod.traits.has("$ZodCheck") ? [schema as unknown as Check, ...own] : own;
}

/** zod's names of formats where JSON Schema has another. The rest are taken as they are. */
const formatNames: { readonly [format: string]: string } = {
  guid: "uuid",
  url: "uri",
  datetime: "date-time",
  json_string: "json-string",
};
/** Checks that have a pattern and a name, but are no format. */
const patternChecks = new Set(["regex", "starts_with", "ends_with", "includes", "lowercase", "uppercase"]);
/** zod's own among the formats made with `z.stringFormat`: their patterns are not the user's. */
const ownCustomFormat = /^(?:hostname|hex|(?:md5|sha1|sha256|sha384|sha512)_(?:hex|base64|base64url))$/;

export function textNode(schema: core.$ZodType, walk: Walk): SchemaNode {
  const node: SchemaNode = { type: "string" };
  const patterns: string[] = [];
  let isRewritten = false;
  let isLate = false;
  for (const check of checksOf(schema)) {
    const { def } = check._zod;
    if (def.check === "overwrite") isRewritten = true;
    else if (def.check === "string_format") {
      if (addFormat(node, check, patterns)) isLate ||= isRewritten;
    } else if (addLength(node, def, "minLength", "maxLength")) isLate ||= isRewritten;
  }
  addPatterns(node, patterns);
  return isLate && walk.direction === "input" ? annotate(node, { late: true }) : node;
}

function addFormat(node: SchemaNode, check: Check, patterns: string[]): boolean {
  const { format = "", pattern } = check._zod.def;
  if (!patternChecks.has(format)) {
    node.format = Object.hasOwn(formatNames, format) ? formatNames[format] : format;
    if (format === "base64" || format === "base64url") node.contentEncoding = format;
  }
  if (!(pattern instanceof RegExp) || !isPortable(pattern)) return true;
  if (patternChecks.has(format) || isUsersPattern(check, format, pattern)) patterns.push(pattern.source);
  return true;
}

function isUsersPattern(check: Check, format: string, pattern: RegExp): boolean {
  const { traits } = check._zod as unknown as { traits: ReadonlySet<string> };
  if (traits.has("$ZodCustomStringFormat")) return !ownCustomFormat.test(format);
  return pattern.source !== defaultPattern(check);
}

/** By class, then by what the format was made with. */
const defaultPatterns = new WeakMap<object, Map<string, string | undefined>>();

/** The pattern that zod gives a format by itself: asked from zod, by making the format again without one. */
function defaultPattern(check: Check): string | undefined {
  const { constr, def } = check._zod;
  if (constr === undefined) return undefined;
  const known = defaultPatterns.get(constr) ?? new Map<string, string | undefined>();
  defaultPatterns.set(constr, known);
  const options = { ...def, pattern: undefined, checks: undefined };
  const key = JSON.stringify(options);
  if (!known.has(key)) {
    const { pattern } = new constr(options)._zod.def;
    known.set(key, pattern instanceof RegExp ? pattern.source : undefined);
  }
  return known.get(key);
}

/** The narrowest of the lengths that checks ask for. False for a check of another kind. */
function addLength(
  node: SchemaNode,
  def: CheckDef,
  least: "minLength" | "minItems",
  most: "maxLength" | "maxItems",
): boolean {
  const min = def.check === "min_length" || def.check === "min_size" ? def.minimum : (def.length ?? def.size);
  const max = def.check === "max_length" || def.check === "max_size" ? def.maximum : (def.length ?? def.size);
  if (min === undefined && max === undefined) return false;
  if (min !== undefined) node[least] = Math.max(node[least] ?? min, min);
  if (max !== undefined) node[most] = Math.min(node[most] ?? max, max);
  return true;
}

/** Adds `minItems` and `maxItems` of an array, tuple or set. */
export function addSizes(node: SchemaNode, schema: core.$ZodType): SchemaNode {
  for (const { _zod } of checksOf(schema)) addLength(node, _zod.def, "minItems", "maxItems");
  return node;
}

/** Formats that say more than "integer" or "number" to others; their ranges are left to the library. */
const numberFormats: { readonly [format: string]: string } = {
  int32: "int32",
  uint32: "uint32",
  int64: "int64",
  uint64: "uint64",
  float32: "float",
  float64: "double",
};

/** A number or bigint: its kind and the bounds that the user gave. */
export function numberNode(schema: core.$ZodType): SchemaNode {
  const isBigint = schema._zod.def.type === "bigint";
  const node: SchemaNode = { type: isBigint ? "integer" : "number" };
  for (const { _zod } of checksOf(schema)) {
    const { def } = _zod;
    if (def.check === "number_format" || def.check === "bigint_format") {
      const format = def.format ?? "";
      if (format.includes("int")) node.type = "integer";
      if (Object.hasOwn(numberFormats, format)) node.format = numberFormats[format];
    } else addBound(node, def);
  }
  tighten(node);
  return isBigint ? annotate(node, { native: "bigint" }) : node;
}

function addBound(node: SchemaNode, def: CheckDef): void {
  const value = Number(def.value);
  // Past 2^53 a bound would be rounded: it is left to the library.
  if (
    def.value === undefined ||
    !Number.isFinite(value) ||
    (typeof def.value === "bigint" && !Number.isSafeInteger(value))
  )
    return;
  if (def.check === "greater_than") {
    const key = def.inclusive === true ? "minimum" : "exclusiveMinimum";
    node[key] = Math.max(node[key] ?? value, value);
  } else if (def.check === "less_than") {
    const key = def.inclusive === true ? "maximum" : "exclusiveMaximum";
    node[key] = Math.min(node[key] ?? value, value);
  } else if (def.check === "multiple_of" && value !== 0) node.multipleOf ??= Math.abs(value);
}

/** An uploaded file, as FastAPI describes one; its one media type, if it must have just that. */
export function fileNode(schema: core.$ZodType): SchemaNode {
  const types = checksOf(schema).find(({ _zod }) => _zod.def.check === "mime_type")?._zod.def.mime;
  return {
    type: "string",
    contentMediaType: types?.length === 1 ? types[0] : "application/octet-stream",
    "x-flotilla": { native: "file" },
  };
}
