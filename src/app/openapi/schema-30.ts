import { isObject, type JsonObject, setOwn } from "./json.ts";

/** What a schema object of 3.0.3 has, beside what is converted below. Other keywords are left out; `x-…` stay. */
const sameIn30: ReadonlySet<string> = new Set([
  "title",
  "multipleOf",
  "maximum",
  "minimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "maxProperties",
  "minProperties",
  "enum",
  "format",
  "description",
  "default",
  "nullable",
  "discriminator",
  "readOnly",
  "writeOnly",
  "example",
  "externalDocs",
  "deprecated",
  "xml",
]);

/** A schema of JSON Schema 2020-12 as OpenAPI 3.0.3's schema object. */
export function schemaTo30(given: unknown): JsonObject {
  if (given === false) return { not: {} };
  if (!isObject(given)) return {};
  if (typeof given.$ref === "string") return referenceTo30(given);
  const made: JsonObject = {};
  for (const [key, value] of Object.entries(given)) {
    if (sameIn30.has(key) || key.startsWith("x-")) setOwn(made, key, value);
  }
  typeTo30(given, made);
  choicesTo30(given, made);
  if (Array.isArray(given.allOf)) addAll(made, given.allOf.map(schemaTo30));
  if (given.not !== undefined) made.not = schemaTo30(given.not);
  objectTo30(given, made);
  arrayTo30(given, made);
  if (Object.hasOwn(given, "const")) made.enum = [given.const];
  boundTo30(given, made, "exclusiveMinimum", "minimum", Math.max);
  boundTo30(given, made, "exclusiveMaximum", "maximum", Math.min);
  if (made.format === undefined && typeof given.contentEncoding === "string") made.format = "byte";
  else if (
    made.format === undefined &&
    typeof given.contentMediaType === "string" &&
    given.contentSchema === undefined
  ) {
    made.format = "binary";
  }
  if (Array.isArray(given.examples) && given.examples.length > 0) made.example ??= given.examples[0];
  if (made.nullable === true && Array.isArray(made.enum) && !made.enum.includes(null)) made.enum = [...made.enum, null];
  return made;
}

/** Beside a reference nothing counts in 3.0. */
function referenceTo30({ $ref, ...words }: JsonObject): JsonObject {
  const rest = schemaTo30(words);
  return Object.keys(rest).length === 0 ? { $ref } : { allOf: [{ $ref }], ...rest };
}

function addAll(made: JsonObject, schemas: readonly JsonObject[]): void {
  const before = Array.isArray(made.allOf) ? (made.allOf as JsonObject[]) : [];
  made.allOf = [...before, ...schemas];
}

function typeTo30({ type }: JsonObject, made: JsonObject): void {
  if (type === "null" || (Array.isArray(type) && type.length === 1 && type[0] === "null")) {
    made.nullable = true;
    made.enum = [null];
  } else if (Array.isArray(type)) {
    const types = type.filter((name) => name !== "null");
    if (types.length < type.length) made.nullable = true;
    if (types.length === 1) made.type = types[0];
    else addAll(made, [{ anyOf: types.map((name) => ({ type: name, ...(name === "array" ? { items: {} } : {}) })) }]);
  } else if (type !== undefined) made.type = type;
}

const isNull = (schema: unknown): boolean => isObject(schema) && schema.type === "null";

/** A choice with null in it is the choice of the others, nullable. */
function choicesTo30(given: JsonObject, made: JsonObject): void {
  for (const key of ["anyOf", "oneOf"]) {
    const members = given[key];
    if (!Array.isArray(members)) continue;
    const others = members.filter((member) => !isNull(member)).map(schemaTo30);
    if (others.length < members.length) made.nullable = true;
    if (others.length === members.length || others.length > 1) made[key] = others;
    else if (others.length === 1) {
      const [only] = others;
      if (typeof only.$ref === "string") addAll(made, [only]);
      else for (const [name, value] of Object.entries(only)) if (!Object.hasOwn(made, name)) setOwn(made, name, value);
    } else made.enum = [null];
  }
}

function objectTo30(given: JsonObject, made: JsonObject): void {
  if (isObject(given.properties)) {
    const properties: JsonObject = {};
    for (const [name, property] of Object.entries(given.properties)) setOwn(properties, name, schemaTo30(property));
    made.properties = properties;
  }
  if (Array.isArray(given.required) && given.required.length > 0) made.required = given.required;
  const extra = given.additionalProperties;
  if (typeof extra === "boolean") made.additionalProperties = extra;
  else if (isObject(extra)) made.additionalProperties = schemaTo30(extra);
  if (!isObject(given.patternProperties) || isObject(extra)) return;
  // Names that match a pattern are extra ones in 3.0.
  const values = Object.values(given.patternProperties);
  made.additionalProperties = values.length === 1 && isObject(values[0]) ? schemaTo30(values[0]) : true;
}

function arrayTo30(given: JsonObject, made: JsonObject): void {
  const { items, prefixItems } = given;
  if (Array.isArray(prefixItems)) {
    const kinds = prefixItems.map(schemaTo30);
    if (isObject(items)) kinds.push(schemaTo30(items));
    const unique = [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()];
    made.items = unique.length === 1 ? unique[0] : { anyOf: unique };
    if (items === false) made.maxItems ??= prefixItems.length;
  } else if (items === false) {
    made.items = {};
    made.maxItems = 0;
  } else if (items !== undefined) made.items = schemaTo30(items);
  else if (made.type === "array") made.items = {};
}

/** A bound that excludes is a bound with a mark in 3.0; of two bounds the tighter one stays. */
function boundTo30(
  given: JsonObject,
  made: JsonObject,
  key: "exclusiveMinimum" | "exclusiveMaximum",
  bound: "minimum" | "maximum",
  tighter: (one: number, other: number) => number,
): void {
  const exclusive = given[key];
  if (typeof exclusive !== "number") return;
  const inclusive = given[bound];
  if (typeof inclusive === "number" && inclusive !== exclusive && tighter(inclusive, exclusive) === inclusive) return;
  made[bound] = exclusive;
  made[key] = true;
}
