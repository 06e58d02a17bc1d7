import type * as core from "zod/v4/core";
import { givenSchema, jsonOf, type Metadata, nameOf, withForeignMetadata, withMetadata } from "./metadata.ts";
import type { Description, Direction, SchemaNode } from "./node.ts";
import { arrayOf, enumNode, intersectionOf, literalNode, mapOf, recordOf, setOf, tupleOf } from "./shapes.ts";
import { annotate, nullableOf, put, splitField, unionOf, Walk } from "./walk.ts";
import { addSizes, checksOf, fileNode, numberNode, textNode } from "./zod-checks.ts";

type Kinds = { [K in core.$ZodTypes as K["_zod"]["def"]["type"]]: K };
type Makers = { readonly [K in keyof Kinds]?: (schema: Kinds[K], zod: ZodWalk) => SchemaNode };

/**
 * Describes a zod 4 schema (classic, mini or core alike) from its definition, `schema._zod.def`, which zod documents for
 * authors of libraries. zod itself is not imported: there may be none, or two.
 */
export function describeZod(schema: core.$ZodType, direction: Direction): Description {
  const zod = new ZodWalk(direction);
  return zod.finish(zod.describe(schema), isOptional(schema, zod));
}

class ZodWalk extends Walk {
  describe(schema: core.$ZodType): SchemaNode {
    const metadata = metadataOf(schema);
    const id = nameOf(metadata, this);
    if (id === undefined) {
      const model = namedOrigin(schema);
      if (model !== undefined) return this.#sameAs(model, metadata);
    }
    const made = this.model(schema, id, () => {
      const node = withForeignMetadata(this.#make(schema, metadata), metadata, this);
      return id === undefined ? node : splitField(node).inner;
    });
    return id === undefined ? made : { ...made, ...splitField(withMetadata({}, metadata, this)).field };
  }

  /** A `describe()`, `meta()` or `refine()` of a named model is that model, with what else is said of it. */
  #sameAs(model: core.$ZodType, metadata: Metadata | undefined): SchemaNode {
    const inherited = metadataOf(model);
    const own = Object.entries(metadata ?? {}).filter(([key, value]) => inherited?.[key] !== value);
    return withMetadata(this.describe(model), Object.fromEntries(own), this);
  }

  #make(schema: core.$ZodType, metadata: Metadata | undefined): SchemaNode {
    const { def } = schema._zod;
    const given = givenSchema(metadata, this);
    if (given !== undefined && !(def.type === "pipe" && this.#isPlainSide(schema as core.$ZodPipe))) return given;
    const make = Object.hasOwn(makers, def.type) ? makers[def.type as keyof Kinds] : undefined;
    if (make === undefined)
      return this.unknown(def.type === "custom" ? "z.custom() or z.instanceof()" : `z.${def.type}()`);
    return (make as (schema: core.$ZodType, zod: ZodWalk) => SchemaNode)(schema, this);
  }

  /** Whether a pipe has a schema on the side that is described: metadata for the unrepresentable is then for the other. */
  #isPlainSide({ _zod: { def } }: core.$ZodPipe): boolean {
    return !isTransform(this.direction === "input" ? def.in : def.out);
  }

  unknown(what: string): never {
    return this.fail(`${what} has no JSON Schema: say what the wire carries with .meta({ jsonSchema: { … } })`);
  }

  /** A schema that only wraps another. */
  inner({ _zod: { def } }: { readonly _zod: { readonly def: { readonly innerType: unknown } } }): SchemaNode {
    return this.describe(def.innerType as core.$ZodType);
  }
}

interface GlobalRegistry {
  get(schema: core.$ZodType): Metadata | undefined;
  has(schema: core.$ZodType): boolean;
}

/** From 4.2 on zod keeps metadata in one registry for all its copies in a process. A schema inherits those of the one it was made from. */
function metadataOf(schema: core.$ZodType): Metadata | undefined {
  const { __zod_globalRegistry: registry } = globalThis as { __zod_globalRegistry?: GlobalRegistry };
  if (registry === undefined) return undefined;
  // Most schemas have none, nor has any that they were made from: found out without the objects that `get` makes.
  let origin: core.$ZodType | undefined = schema;
  while (origin !== undefined && !registry.has(origin)) origin = origin._zod.parent;
  return origin === undefined ? undefined : registry.get(schema);
}

/** The named schema that this one is a clone of, if nothing but metadata and custom checks came since. */
function namedOrigin(schema: core.$ZodType): core.$ZodType | undefined {
  let origin = schema._zod.parent;
  while (origin !== undefined && metadataOf(origin)?.id === undefined) origin = origin._zod.parent;
  if (origin === undefined) return undefined;
  for (
    let child = schema, parent = child._zod.parent;
    parent !== undefined;
    child = parent, parent = child._zod.parent
  ) {
    const known = new Set(checksOf(parent));
    const added = child._zod.def === parent._zod.def ? [] : checksOf(child).filter((check) => !known.has(check));
    if (added.some(({ _zod }) => _zod.def.check !== "custom" && _zod.def.check !== undefined)) return undefined;
    if (metadataOf(parent)?.id !== undefined) return parent;
  }
  return undefined;
}

const isTransform = (schema: core.$ZodType): boolean => schema._zod.def.type === "transform";

/** Whether a field may be left out of what is sent to us. */
function isOptionalInput(schema: core.$ZodType): boolean {
  const { def, optin } = schema._zod as core.$ZodTypeInternals & { readonly def: { readonly type: string } };
  // A transform is called for a missing field too, whatever follows: what follows says whether it may be missing.
  if (def.type === "pipe") {
    const pipe = def as core.$ZodPipeDef;
    return isTransform(pipe.in) ? isOptionalInput(pipe.out) : isOptionalInput(pipe.in);
  }
  return optin !== undefined;
}

function isOptional(schema: core.$ZodType, zod: ZodWalk): boolean {
  const taken = isOptionalInput(schema);
  const made = isOptionalOutput(schema);
  return taken === made || zod.direction === "input" ? taken : made;
}

/** Whether a field may be missing in what we send. One with a default may (it can be left out on demand), as in FastAPI. */
function isOptionalOutput(schema: core.$ZodType): boolean {
  return schema._zod.optout !== undefined || hasDefault(schema);
}

function hasDefault(schema: core.$ZodType): boolean {
  const { def } = (schema as core.$ZodTypes)._zod;
  if (def.type === "default") return true;
  return (def.type === "nullable" || def.type === "readonly") && hasDefault(def.innerType);
}

function objectNode(schema: core.$ZodObject, zod: ZodWalk): SchemaNode {
  const { shape, catchall } = schema._zod.def;
  if (Object.getOwnPropertySymbols(shape).length > 0) zod.fail("a symbol cannot name a field");
  const properties: { [name: string]: SchemaNode } = {};
  const required: string[] = [];
  for (const name of Object.keys(shape)) {
    const field = shape[name];
    put(
      properties,
      name,
      zod.below(name, () => zod.describe(field)),
    );
    if (!isOptional(field, zod)) required.push(name);
  }
  const node: SchemaNode = { type: "object", properties };
  if (required.length > 0) node.required = required;
  if (catchall !== undefined) node.additionalProperties = extraFields(catchall, zod);
  return node;
}

function extraFields(catchall: core.$ZodType, zod: ZodWalk): boolean | SchemaNode {
  const { type } = catchall._zod.def;
  if (type === "never") return false;
  return type === "unknown" || type === "any" ? true : zod.below("*", () => zod.describe(catchall));
}

/** Members that stand for a missing value are no part of what is on the wire. */
const isAbsent = (schema: core.$ZodType): boolean =>
  schema._zod.def.type === "undefined" || schema._zod.def.type === "void";

function unionNode(schema: core.$ZodUnion, zod: ZodWalk): SchemaNode {
  const def = schema._zod.def as core.$ZodUnionDef & { readonly discriminator?: string };
  const options = def.options.filter((option) => !isAbsent(option));
  if (options.length === 0) return { type: "null" };
  const members = options.map((option) => zod.describe(option));
  const { discriminator } = def;
  if (discriminator === undefined) return def.inclusive === false ? { oneOf: members } : unionOf(members);
  const mapping: { [tag: string]: string } = {};
  options.forEach((option, index) => {
    const { $ref } = members[index];
    if ($ref === undefined) return;
    const tags = option._zod.propValues?.[discriminator] ?? [];
    for (const tag of tags) put(mapping, String(tag), $ref);
  });
  const hasMapping = Object.keys(mapping).length > 0;
  return { oneOf: members, discriminator: { propertyName: discriminator, ...(hasMapping && { mapping }) } };
}

function recordNode(schema: core.$ZodRecord, zod: ZodWalk): SchemaNode {
  const { keyType, valueType, mode, partial } = schema._zod.def as core.$ZodRecordDef<
    core.$ZodRecordKey,
    core.$ZodType
  >;
  const value = zod.below("*", () => zod.describe(valueType));
  const keys = [...((keyType as core.$ZodType)._zod.values ?? [])].map(String);
  if (keys.length > 0 && partial !== true) return exhaustiveRecord(keys, value, valueType, mode === "loose", zod);
  const node = recordOf(zod.describe(keyType as core.$ZodType), value);
  // Fields whose names don't match pass a loose record as they are.
  return node.propertyNames !== undefined && mode === "loose" ? { type: "object" } : node;
}

/** A record whose keys are all known has to have them all: an object with these fields. */
function exhaustiveRecord(
  keys: readonly string[],
  value: SchemaNode,
  valueType: core.$ZodType,
  isLoose: boolean,
  zod: ZodWalk,
): SchemaNode {
  const properties: { [name: string]: SchemaNode } = {};
  for (const key of keys) put(properties, key, value);
  const node: SchemaNode = { type: "object", properties };
  if (!isOptional(valueType, zod)) node.required = [...keys];
  if (!isLoose) node.additionalProperties = false;
  return node;
}

function tupleNode(schema: core.$ZodTuple, zod: ZodWalk): SchemaNode {
  const { items, rest } = schema._zod.def as core.$ZodTupleDef;
  let least = items.length;
  while (least > 0 && isOptional(items[least - 1], zod)) least--;
  const nodes = items.map((item, index) => zod.below(index, () => zod.describe(item)));
  const node = tupleOf(nodes, least, rest === null ? undefined : zod.below("*", () => zod.describe(rest)));
  return addSizes(node, schema);
}

function pipeNode(schema: core.$ZodPipe, zod: ZodWalk): SchemaNode {
  const { in: before, out: after } = schema._zod.def as core.$ZodPipeDef;
  if (zod.direction === "output") {
    return isTransform(after) ? zod.unknown("what a transform makes") : zod.describe(after);
  }
  // z.preprocess: documented as what it is to make, read as it comes.
  return isTransform(before) ? annotate(zod.describe(after), { opaque: true }) : zod.describe(before);
}

/** Text, number, boolean, null, arrays and objects of these: `z.json()`, whichever way it is made. */
function isJson(schema: core.$ZodType): boolean {
  const { def } = (schema as core.$ZodTypes)._zod;
  if (def.type !== "union" || def.options.length !== 6) return false;
  const types = (def.options as readonly core.$ZodType[]).map((option) => option._zod.def.type).join();
  return types === "string,number,boolean,null,array,record";
}

function lazyNode(schema: core.$ZodLazy, zod: ZodWalk): SchemaNode {
  const inner = schema._zod.innerType as core.$ZodType;
  if (isJson(inner)) {
    const { def } = (inner._zod.def as core.$ZodUnionDef).options[4]._zod as { def: core.$ZodTypeDef };
    if ((def as core.$ZodArrayDef).element === schema) return {};
  }
  return zod.describe(inner);
}

function defaultNode(schema: core.$ZodDefault | core.$ZodPrefault, zod: ZodWalk): SchemaNode {
  const node = zod.inner(schema);
  const { innerType, type } = schema._zod.def;
  // A default is a value of the output, a prefault one of the input: what a transform stands between belongs to one side only.
  const isTransforming = innerType._zod.def.type === "pipe";
  if (isTransforming && zod.direction !== (type === "default" ? "output" : "input")) return node;
  if (type === "prefault" && zod.direction === "output") return node;
  const value = jsonOf(schema._zod.def.defaultValue);
  // The value is asked for anew each time: one that differs is made by a function, and none of its values is the default.
  const isSteady = JSON.stringify(value) === JSON.stringify(jsonOf(schema._zod.def.defaultValue));
  return value !== undefined && isSteady ? { ...node, default: value } : node;
}

const makers: Makers = {
  string: (schema, zod) => textNode(schema, zod),
  number: (schema) => numberNode(schema),
  bigint: (schema) => numberNode(schema),
  boolean: () => ({ type: "boolean" }),
  null: () => ({ type: "null" }),
  undefined: (_, zod) => (zod.direction === "output" ? { type: "null" } : zod.unknown("z.undefined()")),
  void: (_, zod) => (zod.direction === "output" ? { type: "null" } : zod.unknown("z.void()")),
  any: () => ({}),
  unknown: () => ({}),
  never: () => ({ not: {} }),
  date: () => ({ type: "string", format: "date-time", "x-flotilla": { native: "date" } }),
  enum: (schema) => enumNode([...schema._zod.values]),
  literal: (schema, zod) => literalNode([...schema._zod.def.values], zod),
  template_literal: (schema) => ({ type: "string", pattern: schema._zod.pattern.source }),
  file: (schema) => fileNode(schema),
  object: objectNode,
  record: recordNode,
  array: (schema, zod) => addSizes(arrayOf(zod.below("*", () => zod.describe(schema._zod.def.element))), schema),
  tuple: tupleNode,
  set: (schema, zod) => {
    const item = schema._zod.def.valueType as core.$ZodType;
    return addSizes(setOf(zod.below("*", () => zod.describe(item))), schema);
  },
  map: (schema, zod) => {
    const { keyType, valueType } = schema._zod.def as core.$ZodMapDef<core.$ZodType, core.$ZodType>;
    return mapOf(
      zod.below("*", () => zod.describe(keyType)),
      zod.below("*", () => zod.describe(valueType)),
    );
  },
  union: unionNode,
  intersection: (schema, zod) => {
    const { left, right } = schema._zod.def as core.$ZodIntersectionDef;
    return intersectionOf([zod.describe(left), zod.describe(right)], (node) => zod.resolve(node));
  },
  optional: (schema, zod) => zod.inner(schema),
  nonoptional: (schema, zod) => zod.inner(schema),
  nullable: (schema, zod) => nullableOf(zod.inner(schema)),
  readonly: (schema, zod) => zod.inner(schema),
  catch: (schema, zod) =>
    zod.direction === "input" ? annotate(zod.inner(schema), { caught: true }) : zod.inner(schema),
  default: defaultNode,
  prefault: defaultNode,
  success: (schema, zod) =>
    zod.direction === "input" ? annotate(zod.inner(schema), { caught: true }) : { type: "boolean" },
  transform: (_, zod) =>
    zod.direction === "input" ? { "x-flotilla": { opaque: true } } : zod.unknown("what a transform makes"),
  pipe: pipeNode,
  lazy: lazyNode,
};
