import { arktype } from "./arktype.ts";
import type { Description, Direction, SchemaAdapter, SchemaNode } from "./node.ts";
import { SchemaError } from "./node.ts";
import { own } from "./own.ts";
import type { Schema } from "./schema.ts";
import { valibot } from "./valibot.ts";
import { put, sameNode } from "./walk.ts";
import { zod } from "./zod.ts";

/** By vendor. zod, valibot, arktype and our own schemas are there from the start; others come with `registerAdapter`. */
const adapters = new Map<string, SchemaAdapter>(
  [zod, valibot, arktype, own].map((adapter) => [adapter.vendor, adapter]),
);

/** Libraries that have an entry of their own, which registers its adapter. */
const entries: { readonly [vendor: string]: string } = {
  typebox: "flotilla/typebox",
};

/** Makes the schemas of one more library known. The last adapter of a vendor counts. */
export function registerAdapter(adapter: SchemaAdapter): void {
  adapters.set(adapter.vendor, adapter);
}

/** @throws SchemaError if the schema's library is not known; it says what to import. */
export function adapterOf(schema: Schema): SchemaAdapter {
  const { vendor } = schema["~standard"];
  const adapter = adapters.get(vendor);
  if (adapter !== undefined) return adapter;
  const known = [...new Set([...adapters.keys(), ...Object.keys(entries)])].filter((name) => name !== own.vendor);
  throw new SchemaError(
    Object.hasOwn(entries, vendor)
      ? `this is a schema of ${vendor}: add import "${entries[vendor]}"`
      : `schemas of ${vendor} are not known (${known.join(", ")} are): give registerAdapter() an adapter for them`,
  );
}

const caches: { readonly [D in Direction]: WeakMap<Schema, Description> } = {
  input: new WeakMap(),
  output: new WeakMap(),
};

/**
 * What a schema takes (`input`) or makes (`output`). Made once a schema: the result is shared and must not be changed.
 * @throws SchemaError for what can't be represented and has no metadata that says how.
 */
export function describe(schema: Schema, direction: Direction): Description {
  let description = caches[direction].get(schema);
  if (description === undefined) {
    description = adapterOf(schema).describe(schema, direction);
    caches[direction].set(schema, description);
    if (description.isBoth) caches[direction === "input" ? "output" : "input"].set(schema, description);
  }
  return description;
}

/**
 * Single fields as one object: `{ item_id: z.int(), q: z.string().optional() }`. A field is required unless its schema takes
 * (or makes) `undefined` for it.
 * @throws SchemaError like `describe`, with the field's name in its path, and for two models with one name.
 */
export function describeFields(fields: { readonly [name: string]: Schema }, direction: Direction): Description {
  const properties: { [name: string]: SchemaNode } = {};
  const required: string[] = [];
  const defs: { [name: string]: SchemaNode } = {};
  const sources: { [name: string]: unknown } = {};
  let isTold = false;
  for (const name of Object.keys(fields)) {
    const field = describeField(name, fields[name], direction);
    isTold ||= field.isTold === true;
    put(properties, name, field.node);
    if (!field.isOptional) required.push(name);
    merge(field, defs, sources, name);
  }
  const node: SchemaNode = { type: "object", properties };
  if (required.length > 0) node.required = required;
  return { node, defs, sources, isOptional: required.length === 0, ...(isTold ? { isTold } : {}) };
}

function describeField(name: string, schema: Schema, direction: Direction): Description {
  try {
    return describe(schema, direction);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    const message = error.path.length > 0 ? `${name}.${error.message}` : `${name}: ${error.message}`;
    throw new SchemaError(message, [name, ...error.path]);
  }
}

/**
 * Adds the models of a description to those of others.
 * @throws SchemaError if another model has the same name.
 */
function merge(
  from: Description,
  defs: { [name: string]: SchemaNode },
  sources: { [name: string]: unknown },
  field: string,
): void {
  for (const name of Object.keys(from.defs)) {
    if (!Object.hasOwn(defs, name)) {
      put(defs, name, from.defs[name]);
      put(sources, name, from.sources[name]);
    } else if (sources[name] !== from.sources[name] && !sameNode(defs[name], from.defs[name])) {
      throw new SchemaError(`${field}: two different models have the name "${name}"`, [field]);
    }
  }
}
