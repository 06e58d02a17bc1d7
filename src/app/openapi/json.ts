/** JSON data in the making. */
export interface JsonObject {
  [key: string]: unknown;
}

/** What OpenAPI 3.1 (or 3.0) says of an API: plain JSON data. */
export interface OpenAPIDocument {
  openapi: string;
  info: { title: string; version: string; [key: string]: unknown };
  servers?: { url: string; [key: string]: unknown }[];
  paths: { [path: string]: JsonObject };
  webhooks?: { [name: string]: JsonObject };
  components?: { schemas?: JsonObject; securitySchemes?: JsonObject; [key: string]: unknown };
  tags?: { name: string; [key: string]: unknown }[];
  [key: string]: unknown;
}

/** Whether a value is an object whose keys are its content. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An own property, whatever its name. */
export function setOwn(target: JsonObject, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** The own property, made as an empty object if it is missing. */
export function within(target: JsonObject, key: string): JsonObject {
  if (!Object.hasOwn(target, key) || !isObject(target[key])) setOwn(target, key, {});
  return target[key] as JsonObject;
}

/** Merges objects into objects and appends lists to lists; whatever else `from` has replaces. As FastAPI's `openapi_extra` goes in. */
export function mergeDeep(target: JsonObject, from: { readonly [key: string]: unknown }): void {
  for (const [key, value] of Object.entries(from)) {
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (isObject(present) && isObject(value)) mergeDeep(present, value);
    else if (Array.isArray(present) && Array.isArray(value)) target[key] = [...present, ...value];
    else setOwn(target, key, value);
  }
}
