import { isObject, type JsonObject, type OpenAPIDocument } from "../json.ts";
import { pointerPart, referenceType, schemaComment, schemaType } from "./schema-type.ts";
import { keyOf, type Member, objectType } from "./text.ts";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
const places = ["query", "header", "path", "cookie"];
const none = (key: string): Member => ({ key, optional: true, type: "never" });

/**
 * TypeScript types of an OpenAPI document (3.1 or 3.0) in the shape of openapi-typescript, for `createClient<paths>()` of
 * openapi-fetch. The same document gives the same text.
 */
export function writeTypes(document: OpenAPIDocument): string {
  const writer = new TypesWriter(document);
  return [
    "// Made by `flotilla client` from an OpenAPI document. Changes are lost when it is made again.",
    `export interface paths ${objectType(writer.pathItems(document.paths))}`,
    `export interface webhooks ${objectType(writer.pathItems(document.webhooks))}`,
    `export interface components ${objectType(writer.components())}`,
    "export type $defs = Record<string, never>;",
    `export interface operations ${objectType(writer.operations)}`,
    "",
  ].join("\n\n");
}

class TypesWriter {
  readonly #document: OpenAPIDocument;
  /** Filled by `pathItems`. */
  readonly operations: Member[] = [];
  readonly #known = new Set<string>();

  constructor(document: OpenAPIDocument) {
    this.#document = document;
  }

  pathItems(items: unknown): Member[] {
    return entries(items).map(([path, item]) => ({
      key: JSON.stringify(path),
      optional: false,
      type: this.#pathItem(item),
    }));
  }

  #pathItem(given: JsonObject): string {
    const item = this.#resolved(given);
    const members: Member[] = [{ key: "parameters", optional: false, type: this.#parameters(listOf(item.parameters)) }];
    for (const method of methods) {
      const operation = item[method];
      if (!isObject(operation)) {
        members.push(none(method));
        continue;
      }
      const type = this.#operation(operation, listOf(item.parameters));
      const id = operation.operationId;
      const isNew = typeof id === "string" && !this.#known.has(id);
      if (isNew) {
        this.#known.add(id);
        this.operations.push({ key: keyOf(id), optional: false, type });
      }
      members.push({
        key: method,
        optional: false,
        type: isNew ? `operations[${JSON.stringify(id)}]` : type,
        comment: operationComment(operation),
      });
    }
    return objectType(members);
  }

  #operation(operation: JsonObject, shared: readonly JsonObject[]): string {
    const own = listOf(operation.parameters).map((parameter) => this.#resolved(parameter));
    const others = shared
      .map((parameter) => this.#resolved(parameter))
      .filter((parameter) => !own.some((other) => other.name === parameter.name && other.in === parameter.in));
    const { requestBody } = operation;
    const body: Member = isObject(requestBody)
      ? {
          key: "requestBody",
          optional: this.#resolved(requestBody).required !== true,
          type: typeof requestBody.$ref === "string" ? referenceType(requestBody.$ref) : this.#requestBody(requestBody),
        }
      : none("requestBody");
    return objectType([
      { key: "parameters", optional: false, type: this.#parameters([...others, ...own]) },
      body,
      { key: "responses", optional: false, type: objectType(this.#responses(operation.responses)) },
    ]);
  }

  #parameters(given: readonly JsonObject[]): string {
    const parameters = given.map((parameter) => this.#resolved(parameter));
    return objectType(
      places.map((place) => {
        const here = parameters.filter((parameter) => parameter.in === place);
        if (here.length === 0) return none(place);
        const members = here.map((parameter) => ({
          key: keyOf(String(parameter.name)),
          optional: parameter.required !== true,
          type: parameterType(parameter),
          comment: parameterComment(parameter),
        }));
        return { key: place, optional: members.every(({ optional }) => optional), type: objectType(members) };
      }),
    );
  }

  #requestBody(body: JsonObject): string {
    return objectType([{ key: "content", optional: false, type: contentType(body.content) }]);
  }

  #responses(responses: unknown): Member[] {
    return entries(responses).map(([status, response]) => ({
      key: keyOf(status),
      optional: false,
      type: typeof response.$ref === "string" ? referenceType(response.$ref) : this.#response(response),
      comment: typeof response.description === "string" ? [response.description] : [],
    }));
  }

  #response({ headers, content }: JsonObject): string {
    const fields = entries(headers).map(([name, given]) => {
      const header = this.#resolved(given);
      return {
        key: keyOf(name),
        optional: header.required !== true,
        type: parameterType(header),
        comment: parameterComment(header),
      };
    });
    return objectType([
      { key: "headers", optional: false, type: objectType(fields, ["[name: string]: unknown"]) },
      entries(content).length === 0 ? none("content") : { key: "content", optional: false, type: contentType(content) },
    ]);
  }

  components(): Member[] {
    const components = isObject(this.#document.components) ? this.#document.components : {};
    const part = (key: string, make: (item: JsonObject) => string): Member =>
      componentsPart(
        key,
        entries(components[key]).map(([name, item]) => ({
          key: keyOf(name),
          optional: false,
          type: typeof item.$ref === "string" ? referenceType(item.$ref) : make(item),
        })),
      );
    const schemas = allEntries(components.schemas).map(([name, schema]) => ({
      key: keyOf(name),
      optional: false,
      type: schemaType(schema),
      comment: schemaComment(schema),
    }));
    return [
      componentsPart("schemas", schemas),
      part("responses", (item) => this.#response(item)),
      part("parameters", parameterType),
      part("requestBodies", (item) => this.#requestBody(item)),
      part("headers", parameterType),
      part("pathItems", (item) => this.#pathItem(item)),
    ];
  }

  /** What a reference within the document leads to; nothing where it leads nowhere. */
  #resolved(given: JsonObject): JsonObject {
    let item: unknown = given;
    for (let depth = 0; depth < 16 && isObject(item) && typeof item.$ref === "string"; depth++) {
      const path = item.$ref.split("/").slice(1).map(pointerPart);
      item = path.reduce<unknown>(
        (value, name) => (isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
        this.#document,
      );
    }
    return isObject(item) ? item : {};
  }
}

function componentsPart(key: string, members: readonly Member[]): Member {
  return { key, optional: false, type: members.length === 0 ? "never" : objectType(members) };
}

function parameterType({ schema, content }: JsonObject): string {
  if (schema !== undefined) return schemaType(schema);
  const [first] = entries(content);
  return first === undefined ? "unknown" : schemaType(first[1].schema);
}

function parameterComment(parameter: JsonObject): string[] {
  const { description, deprecated, schema } = parameter;
  const own = isObject(schema) ? schema : {};
  return schemaComment({
    ...own,
    ...(description === undefined ? {} : { description }),
    ...(deprecated ? { deprecated } : {}),
  });
}

/** By media type. Of a stream's items the text is what a client gets. */
function contentType(content: unknown): string {
  return objectType(
    entries(content).map(([mediaType, { schema, itemSchema }]) => ({
      key: JSON.stringify(mediaType),
      optional: false,
      type: schema === undefined && itemSchema !== undefined ? "string" : schemaType(schema),
    })),
  );
}

function operationComment({ summary, description, deprecated }: JsonObject): string[] {
  return [
    ...(typeof summary === "string" ? [summary] : []),
    ...(typeof description === "string" ? [description] : []),
    ...(deprecated === true ? ["@deprecated"] : []),
  ];
}

const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const allEntries = (value: unknown): [string, unknown][] =>
  isObject(value) ? Object.entries(value).filter(([key]) => !key.startsWith("x-")) : [];

function entries(value: unknown): [string, JsonObject][] {
  return allEntries(value).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}
