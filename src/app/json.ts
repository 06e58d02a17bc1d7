/** A value that JSON cannot express; `message` says where it stands. */
export class JsonError extends TypeError {
  constructor(message: string) {
    super(message);
    this.name = "JsonError";
  }
}

/** Deeper values, circular ones among them, go to the writer that keeps track of where it is. */
const maxPlainDepth = 100;

/**
 * Compact JSON of what a handler returned: like `JSON.stringify`, but a bigint is its digits, a Set an array and a Map an
 * object, and what `JSON.stringify` would quietly turn into something else is refused.
 * @throws JsonError for NaN, infinities, invalid dates, functions and symbols as the value itself, circular values,
 * promises, streams, binary data and Map keys that are not text.
 */
export function toJson(value: unknown): string {
  if (value === undefined) return "null";
  if (isPlain(value, 0)) return JSON.stringify(value);
  try {
    return write(value, "", [], "") ?? "null";
  } catch (error) {
    if (error instanceof RangeError) throw new JsonError("the value is nested too deeply for JSON");
    throw error;
  }
}

/** True if `JSON.stringify` says exactly what we want for this value, so that it can be used as it is. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "undefined":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      return value === null || (depth < maxPlainDepth && isPlainObject(value, depth + 1));
    default:
      return depth > 0 && typeof value !== "bigint";
  }
}

function isPlainObject(value: object, depth: number): boolean {
  if (Array.isArray(value)) {
    if ("toJSON" in value) return false;
    for (let i = 0; i < value.length; i++) if (!isPlain(value[i], depth)) return false;
    return true;
  }
  if ((value as { toJSON?: unknown }).toJSON !== undefined) return isValidDate(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null && isSpecial(value)) return false;
  const fields = value as { readonly [name: string]: unknown };
  for (const name in fields) if (!isPlain(fields[name], depth)) return false;
  return true;
}

function isValidDate(value: object): boolean {
  if (!(value instanceof Date)) return false;
  return value.toJSON === Date.prototype.toJSON && !Number.isNaN(value.getTime());
}

/** Objects whose own fields are not their content. */
function isSpecial(value: object): boolean {
  return (
    value instanceof Set ||
    value instanceof Map ||
    value instanceof Number ||
    value instanceof String ||
    value instanceof Boolean ||
    value instanceof BigInt ||
    refusal(value) !== undefined
  );
}

/** Why an object must not be sent as the `{}` or `{"0":…}` that `JSON.stringify` would make of it. */
function refusal(value: object): string | undefined {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return "binary data: send it with bytes()";
  if (value instanceof Response) return "a Response: return it by itself";
  if (typeof (value as { then?: unknown }).then === "function") return "a promise: is an await missing?";
  if (Symbol.asyncIterator in value) return "a stream, which JSON cannot express";
  return undefined;
}

/** Writes one value with all we promise; undefined where `JSON.stringify` would leave the value out. */
function write(given: unknown, key: string, above: object[], where: string): string | undefined {
  let value = given;
  if (typeof value === "object" && value !== null && !(value instanceof Date)) value = converted(value, key);
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return value.toString();
    case "number":
      if (!Number.isFinite(value)) throw new JsonError(`${place(where)} is ${value}, which JSON cannot express`);
      return JSON.stringify(value);
    case "object":
      return value === null ? "null" : writeObject(value, key, above, where);
    case "undefined":
      return undefined;
    default:
      if (where === "") throw new JsonError(`a ${typeof value} was returned, which JSON cannot express`);
      return undefined;
  }
}

/** What `JSON.stringify` takes an object for: the result of its toJSON, the primitive in its box, or itself. */
function converted(value: object, key: string): unknown {
  const { toJSON } = value as { toJSON?: unknown };
  const made: unknown = typeof toJSON === "function" ? toJSON.call(value, key) : value;
  if (made instanceof Number) return Number(made);
  if (made instanceof String) return String(made);
  if (made instanceof Boolean || made instanceof BigInt) return made.valueOf();
  return made;
}

function writeObject(value: object, key: string, above: object[], where: string): string | undefined {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new JsonError(`${place(where)} is an invalid date`);
    const text: unknown = value.toJSON(key);
    return text instanceof Date ? JSON.stringify(text.toISOString()) : write(text, key, above, where);
  }
  const why = refusal(value);
  if (why !== undefined) throw new JsonError(`${place(where)} is ${why}`);
  if (above.includes(value)) throw new JsonError(`${place(where)} is circular`);
  above.push(value);
  const text =
    Array.isArray(value) || value instanceof Set
      ? writeList(value, above, where)
      : writeFields(value instanceof Map ? value : Object.entries(value), above, where);
  above.pop();
  return text;
}

function writeList(items: Iterable<unknown>, above: object[], where: string): string {
  let text = "";
  let index = 0;
  for (const item of items) {
    if (index > 0) text += ",";
    text += write(item, String(index), above, `${where}[${index}]`) ?? "null";
    index++;
  }
  return `[${text}]`;
}

function writeFields(fields: Iterable<readonly [unknown, unknown]>, above: object[], where: string): string {
  let text = "";
  for (const [key, item] of fields) {
    if (key === null || typeof key === "object" || typeof key === "symbol" || typeof key === "function") {
      throw new JsonError(`${place(where)} is a Map with a key that is not text`);
    }
    const name = String(key);
    const written = write(item, name, above, where === "" ? name : `${where}.${name}`);
    if (written === undefined) continue;
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${written}`;
  }
  return `{${text}}`;
}

function place(where: string): string {
  return where === "" ? "the value" : where;
}
