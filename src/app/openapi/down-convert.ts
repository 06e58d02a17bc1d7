import { isObject, type JsonObject, type OpenAPIDocument, setOwn } from "./json.ts";
import { schemaTo30 } from "./schema-30.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/**
 * A 3.1 document as OpenAPI 3.0.3 can say it, for tools that know no other. What 3.0 has no word for is said more loosely
 * (`const` is an enum of one, a tuple an array of any of its items) or left out (webhooks, `if`, `propertyNames`).
 */
export function toVersion30(document: OpenAPIDocument): OpenAPIDocument {
  const { webhooks: _, jsonSchemaDialect: __, info, paths, components, ...rest } = document;
  const { summary: ___, ...kept } = info;
  if (isObject(kept.license)) {
    const { identifier, ...license } = kept.license;
    kept.license = license;
  }
  const made: OpenAPIDocument = {
    ...rest,
    openapi: "3.0.3",
    info: kept,
    paths: mapOf(paths, pathItem) as typeof paths,
  };
  if (components !== undefined) made.components = componentsTo30(components);
  return ordered(made, Object.keys(document));
}

/** With the keys in the order of the 3.1 document. */
function ordered(document: OpenAPIDocument, order: readonly string[]): OpenAPIDocument {
  const made: JsonObject = {};
  for (const key of order) if (Object.hasOwn(document, key)) made[key] = document[key];
  return made as OpenAPIDocument;
}

function mapOf(map: unknown, convert: (item: JsonObject) => unknown): JsonObject {
  const made: JsonObject = {};
  if (!isObject(map)) return made;
  for (const [name, item] of Object.entries(map)) {
    setOwn(made, name, isObject(item) && !name.startsWith("x-") ? convert(item) : item);
  }
  return made;
}

/** A reference has no words of its own in 3.0. */
function orReference(convert: (item: JsonObject) => JsonObject): (item: JsonObject) => JsonObject {
  return (item) => (typeof item.$ref === "string" ? { $ref: item.$ref } : convert(item));
}

/** The object with some of its keys converted. */
function changed(item: JsonObject, converters: { readonly [key: string]: (value: unknown) => unknown }): JsonObject {
  const made: JsonObject = {};
  for (const [key, value] of Object.entries(item)) {
    setOwn(made, key, Object.hasOwn(converters, key) ? converters[key](value) : value);
  }
  return made;
}

const list =
  (convert: (item: JsonObject) => JsonObject) =>
  (value: unknown): unknown =>
    Array.isArray(value) ? value.map((item) => (isObject(item) ? convert(item) : item)) : value;
const map =
  (convert: (item: JsonObject) => JsonObject) =>
  (value: unknown): unknown =>
    mapOf(value, convert);
const one =
  (convert: (item: JsonObject) => JsonObject) =>
  (value: unknown): unknown =>
    isObject(value) ? convert(value) : value;

const mediaType = (given: JsonObject): JsonObject => {
  const { itemSchema, ...item } = given;
  const made = changed(item, { schema: schemaTo30 });
  if (itemSchema === undefined) return made;
  // A stream's items: 3.0 knows only the text that they are sent as.
  return { ...made, schema: { type: "string" }, "x-item-schema": schemaTo30(itemSchema) };
};
const header = orReference((item) => changed(item, { schema: schemaTo30, content: map(mediaType) }));
const parameter = header;
const requestBody = orReference((item) => changed(item, { content: map(mediaType) }));
const response = orReference((item) => changed(item, { headers: map(header), content: map(mediaType) }));
const callback = orReference((item) => mapOf(item, pathItem));

function operation(item: JsonObject): JsonObject {
  return changed(item, {
    parameters: list(parameter),
    requestBody: one(requestBody),
    responses: map(response),
    callbacks: map(callback),
  });
}

function pathItem(item: JsonObject): JsonObject {
  const converters: { [key: string]: (value: unknown) => unknown } = { parameters: list(parameter) };
  for (const method of methods) converters[method] = one(operation);
  return changed(item, converters);
}

function componentsTo30(components: JsonObject): JsonObject {
  const { pathItems: _, ...rest } = components;
  return changed(rest, {
    schemas: map((schema) => schemaTo30(schema)),
    parameters: map(parameter),
    headers: map(header),
    requestBodies: map(requestBody),
    responses: map(response),
    callbacks: map(callback),
    securitySchemes: (schemes) => {
      const made: JsonObject = {};
      for (const [name, scheme] of Object.entries(isObject(schemes) ? schemes : {})) {
        if (!isObject(scheme) || scheme.type !== "mutualTLS") setOwn(made, name, scheme);
      }
      return made;
    },
  });
}
