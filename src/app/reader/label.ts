import type { SchemaNode } from "../schema/node.ts";
import { repr } from "./python.ts";
import { isNull, membersOf } from "./union.ts";

/** The labels of formats: the Python types behind them, or Pydantic's functions. */
const formats: { readonly [format: string]: string } = {
  "date-time": "datetime",
  date: "date",
  time: "time",
  duration: "timedelta",
  uuid: "uuid",
  uri: "function-wrap[wrap_val()]",
  url: "function-wrap[wrap_val()]",
  email: "function-after[_validate(), str]",
  decimal: "decimal",
  ipv4: addressLabel("4"),
  ipv6: addressLabel("6"),
};

function addressLabel(version: string): string {
  const type = `IPv${version}Address`;
  const strict = `json-or-python[json=function-after[${type}(), str],python=is-instance[${type}]]`;
  return `lax-or-strict[lax=function-plain[ip_v${version}_address_validator()],strict=${strict}]`;
}

const constrains = (node: SchemaNode, keys: readonly (keyof SchemaNode)[]): string =>
  keys.some((key) => node[key] !== undefined) ? "constrained-" : "";

const numberKeys = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const;
const textKeys = ["minLength", "maxLength", "pattern"] as const;

const natives: { readonly [native: string]: (node: SchemaNode, label: Label) => string } = {
  bytes: (node) => (node.contentEncoding === undefined ? "bytes" : "function-after[decode(), bytes]"),
  file: () => "file",
  url: () => formats.url,
  bigint: (node) => `${constrains(node, numberKeys)}int`,
  date: (node) => (node.format === "date" ? "date" : "datetime"),
  set: (node, label) => `set[${label(node.items || {})}]`,
};

type Label = (node: SchemaNode) => string;

function choiceLabel(node: SchemaNode): string {
  const values = node.enum ?? [node.const];
  if (node.enum === undefined || node["x-flotilla"]?.literal === true)
    return `literal[${values.map((value) => repr(value)).join(",")}]`;
  const kind = values.every((value) => typeof value === "string") ? "str-enum" : "enum";
  return `${kind}[${node.title ?? "Enum"}]`;
}

function unionLabel(node: SchemaNode, label: Label): string {
  const members = membersOf(node);
  const some = members.filter((member) => !isNull(member));
  const inner = some.length === 1 ? label(some[0]) : `union[${some.map(label).join(",")}]`;
  return some.length < members.length ? `nullable[${inner}]` : inner;
}

function arrayLabel(node: SchemaNode, label: Label): string {
  if (node.prefixItems === undefined) return `list[${label(node.items || {})}]`;
  const rest = typeof node.items === "object" ? [label(node.items), "..."] : [];
  return `tuple[${[...node.prefixItems.map(label), ...rest].join(", ")}]`;
}

function objectLabel(node: SchemaNode, label: Label): string {
  if (node.properties !== undefined || node.additionalProperties === false) return node.title ?? "object";
  const values = typeof node.additionalProperties === "object" ? node.additionalProperties : {};
  return `dict[${label(node.propertyNames ?? { type: "string" })},${label(values)}]`;
}

/** The name of a schema where a union tells its members apart: `int`, `list[str]`, a model's own name. */
export function labelOf(node: SchemaNode, label: Label): string {
  const { native, opaque } = node["x-flotilla"] ?? {};
  if (opaque) return "any";
  if (node.enum !== undefined || Object.hasOwn(node, "const")) return choiceLabel(node);
  if (node.discriminator !== undefined) return `tagged-union[${(node.oneOf ?? node.anyOf ?? []).map(label).join(",")}]`;
  if (node.anyOf !== undefined || node.oneOf !== undefined || Array.isArray(node.type)) return unionLabel(node, label);
  if (native !== undefined && Object.hasOwn(natives, native)) return natives[native](node, label);
  if (node.allOf !== undefined) return node.title ?? node.allOf.map(label).join("&");
  if (node.type === "integer" || node.type === "number") {
    return constrains(node, numberKeys) + (node.type === "integer" ? "int" : "float");
  }
  if (node.type === "string") {
    if (node.format !== undefined && Object.hasOwn(formats, node.format)) return formats[node.format];
    return `${constrains(node, textKeys)}str`;
  }
  if (node.type === "boolean") return "bool";
  if (node.type === "null") return "none";
  if (node.type === "array") return arrayLabel(node, label);
  return node.type === "object" ? objectLabel(node, label) : "any";
}
