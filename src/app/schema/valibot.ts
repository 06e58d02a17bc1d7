import { addPatterns, tighten } from "./constraints.ts";
import { givenSchema, jsonOf, type Metadata, nameOf, withForeignMetadata, withMetadata } from "./metadata.ts";
import type { SchemaAdapter, SchemaNode } from "./node.ts";
import { arrayOf, enumNode, intersectionOf, literalNode, mapOf, nativeOf, recordOf, setOf, tupleOf } from "./shapes.ts";
import { standardValidate } from "./standard.ts";
import { addValidation, isConverting, isRewriting, type PipeItem, resultOf } from "./valibot-actions.ts";
import { annotate, nullableOf, put, splitField, unionOf, Walk } from "./walk.ts";

/** A valibot schema: a plain object, whose fields valibot documents ("Schema" in its API reference). */
interface ValibotSchema extends PipeItem {
  readonly pipe?: readonly (ValibotSchema | PipeItem)[];
  readonly wrapped?: ValibotSchema;
  readonly default?: unknown;
  readonly fallback?: unknown;
  readonly item?: ValibotSchema;
  readonly items?: readonly ValibotSchema[];
  readonly rest?: ValibotSchema;
  readonly entries?: { readonly [name: string]: ValibotSchema };
  readonly key?: ValibotSchema | string;
  readonly value?: ValibotSchema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
  readonly class?: unknown;
  readonly getter?: (input: unknown) => ValibotSchema;
}

/** valibot 1. Needs no import by the user, and no `@valibot/to-json-schema`: docs/decisions/0006-schema-adapters.md says why. */
export const valibot: SchemaAdapter = {
  vendor: "valibot",
  describe(schema, direction) {
    const walk = new ValibotWalk(direction);
    return walk.finish(walk.describe(schema as ValibotSchema), isOptional(schema as ValibotSchema, walk));
  },
  compile: standardValidate,
};

class ValibotWalk extends Walk {
  describe(schema: ValibotSchema): SchemaNode {
    const metadata = metadataOf(schema);
    const id = nameOf(metadata, this);
    const made = this.model(schema, id, () => {
      const node = withForeignMetadata(this.#make(schema, metadata), metadata, this);
      return id === undefined ? node : splitField(node).inner;
    });
    return id === undefined ? made : { ...made, ...splitField(withMetadata({}, metadata, this)).field };
  }

  #make(schema: ValibotSchema, metadata: Metadata | undefined): SchemaNode {
    const given = givenSchema(metadata, this);
    const items = schema.pipe ?? [schema];
    const isConverted = items.some(isConverting);
    // Beside a transformation, metadata for the unrepresentable is for what it makes.
    if (given !== undefined && (!isConverted || this.direction === "output")) return given;
    const node = this.#pipe(items);
    const { fallback } = schema;
    return fallback !== undefined && this.direction === "input" ? annotate(node, { caught: true }) : node;
  }

  /** The part of a pipe that says what comes in, or what goes out: from a schema on, as far as its value stays the same. */
  #pipe(items: readonly (ValibotSchema | PipeItem)[]): SchemaNode {
    let start = 0;
    let end = items.length;
    const converts = (item: PipeItem, index: number): boolean =>
      index > 0 && (item.kind === "schema" || isConverting(item));
    if (items.some(converts)) {
      if (this.direction === "output") start = items.findLastIndex(converts);
      else end = items.findIndex(converts);
    }
    const first = items[start];
    const base = isConverting(first) ? resultOf(first) : this.#first(first as ValibotSchema, items[0] === first);
    if (base === undefined) return this.unknown(`what ${first.type} makes`);
    return this.#constrained(base, items.slice(start + 1, end));
  }

  #first(schema: ValibotSchema, isBase: boolean): SchemaNode {
    // The first item of a pipe may be a pipe itself, perhaps with a name; the schema outside a pipe is its own first item.
    return isBase && schema.pipe === undefined ? this.#plain(schema) : this.describe(schema);
  }

  #constrained(base: SchemaNode, items: readonly PipeItem[]): SchemaNode {
    const isModel = base.$ref !== undefined;
    const node: SchemaNode = { ...(isModel ? this.resolve(base) : base) };
    const patterns: string[] = node.pattern === undefined ? [] : [node.pattern];
    let [isChanged, isRewritten, isLate] = [false, false, false];
    for (const item of items) {
      if (isRewriting(item)) isRewritten = true;
      else if (item.kind === "validation" && addValidation(node, item, patterns)) {
        isChanged = true;
        isLate ||= isRewritten;
      }
    }
    addPatterns(node, patterns);
    tighten(node);
    if (isModel && !isChanged) return base;
    return isLate && this.direction === "input" ? annotate(node, { late: true }) : node;
  }

  #plain(schema: ValibotSchema): SchemaNode {
    const make = Object.hasOwn(makers, schema.type) ? makers[schema.type] : undefined;
    return make === undefined ? this.unknown(`v.${schema.type}()`) : make(schema, this);
  }

  unknown(what: string): never {
    return this.fail(`${what} has no JSON Schema: say what the wire carries with v.metadata({ jsonSchema: { … } })`);
  }

  item(schema: ValibotSchema): SchemaNode {
    return this.below("*", () => this.describe(schema));
  }
}

/** All metadata of a schema's own pipe; of several with one key the last counts. */
function metadataOf(schema: ValibotSchema): Metadata | undefined {
  const found: { [key: string]: unknown } = {};
  for (const item of schema.pipe ?? []) {
    if (item.kind !== "metadata") continue;
    const fields = item as unknown as { readonly [key: string]: unknown };
    if (item.type === "metadata") Object.assign(found, fields.metadata);
    else if (item.type === "title" || item.type === "description" || item.type === "examples") {
      found[item.type] = fields[item.type];
    }
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

/** Only these may be left out of an object; one inside another wrapper does not count for valibot. */
const optionals = new Set(["optional", "exact_optional", "nullish"]);

function isOptional(schema: ValibotSchema, walk: ValibotWalk): boolean {
  return optionals.has(schema.type) || (schema.fallback !== undefined && walk.direction === "input");
}

function objectNode(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const properties: { [name: string]: SchemaNode } = {};
  const required: string[] = [];
  const entries = schema.entries ?? {};
  for (const name of Object.keys(entries)) {
    const node = walk.below(name, () => walk.describe(entries[name]));
    put(properties, name, node);
    if (!isOptional(entries[name], walk)) required.push(name);
  }
  const node: SchemaNode = { type: "object", properties };
  if (required.length > 0) node.required = required;
  if (schema.type === "strict_object") node.additionalProperties = false;
  if (schema.type === "loose_object") node.additionalProperties = true;
  if (schema.rest !== undefined) node.additionalProperties = walk.item(schema.rest);
  return node;
}

function tupleNode(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const items = schema.items ?? [];
  let least = items.length;
  while (least > 0 && isOptional(items[least - 1], walk)) least--;
  const nodes = items.map((item, index) => walk.below(index, () => walk.describe(item)));
  const node = tupleOf(nodes, least, schema.rest === undefined ? undefined : walk.item(schema.rest));
  // v.tuple() drops further items, v.looseTuple() lets them through.
  if (schema.type !== "strict_tuple") delete node.maxItems;
  return node;
}

const isAbsent = ({ type }: ValibotSchema): boolean => type === "undefined" || type === "void";

function unionNode(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const options = (schema.options as readonly ValibotSchema[]).filter((option) => !isAbsent(option));
  return options.length === 0 ? { type: "null" } : unionOf(options.map((option) => walk.describe(option)));
}

function variantNode(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const options = schema.options as readonly ValibotSchema[];
  const propertyName = schema.key as string;
  const oneOf = options.map((option) => walk.describe(option));
  const mapping: { [tag: string]: string } = {};
  options.forEach((option, index) => {
    const { $ref } = oneOf[index];
    const tag = option.entries?.[propertyName];
    if ($ref === undefined || tag === undefined) return;
    const tags = tag.type === "literal" ? [tag.literal] : (tag.options ?? []);
    for (const value of tags) put(mapping, String(value), $ref);
  });
  const node: SchemaNode = { oneOf, discriminator: { propertyName } };
  if (Object.keys(mapping).length > 0) node.discriminator = { propertyName, mapping };
  return node;
}

/** A schema that only wraps another; `undefined` gives the default. */
function wrapped(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const inner = walk.describe(schema.wrapped!);
  const node = schema.type === "nullish" || schema.type === "nullable" ? nullableOf(inner) : inner;
  const given = schema.default;
  // The default of v.nullable() stands for null only.
  if (given === undefined || schema.type === "nullable") return node;
  const value = (): unknown => jsonOf(typeof given === "function" ? given() : given);
  const json = value();
  const isSteady = JSON.stringify(json) === JSON.stringify(value());
  return json !== undefined && isSteady ? { ...node, default: json } : node;
}

function withoutNull(schema: ValibotSchema, walk: ValibotWalk): SchemaNode {
  const { anyOf, ...rest } = walk.describe(schema.wrapped!);
  if (anyOf === undefined) return rest;
  return { ...unionOf(anyOf.filter((member) => member.type !== "null")), ...rest };
}

const anything = (): SchemaNode => ({});
const absent = (schema: ValibotSchema, walk: ValibotWalk): SchemaNode =>
  walk.direction === "output" ? { type: "null" } : walk.unknown(`v.${schema.type}()`);
const fileNode = (): SchemaNode => nativeOf(File)!;

const makers: { readonly [type: string]: (schema: ValibotSchema, walk: ValibotWalk) => SchemaNode } = {
  string: () => ({ type: "string" }),
  number: () => ({ type: "number" }),
  bigint: () => ({ type: "integer", "x-flotilla": { native: "bigint" } }),
  boolean: () => ({ type: "boolean" }),
  null: () => ({ type: "null" }),
  undefined: absent,
  void: absent,
  any: anything,
  unknown: anything,
  never: () => ({ not: {} }),
  date: () => nativeOf(Date)!,
  blob: fileNode,
  file: fileNode,
  instance: (schema, walk) => nativeOf(schema.class) ?? walk.unknown("v.instance() of this class"),
  literal: (schema, walk) => literalNode([schema.literal], walk),
  picklist: (schema) => enumNode(schema.options ?? []),
  enum: (schema) => enumNode(schema.options ?? []),
  array: (schema, walk) => arrayOf(walk.item(schema.item!)),
  set: (schema, walk) => setOf(walk.item(schema.value!)),
  map: (schema, walk) => mapOf(walk.item(schema.key as ValibotSchema), walk.item(schema.value!)),
  record: (schema, walk) => recordOf(walk.describe(schema.key as ValibotSchema), walk.item(schema.value!)),
  object: objectNode,
  strict_object: objectNode,
  loose_object: objectNode,
  object_with_rest: objectNode,
  tuple: tupleNode,
  strict_tuple: tupleNode,
  loose_tuple: tupleNode,
  tuple_with_rest: tupleNode,
  union: unionNode,
  variant: variantNode,
  intersect: (schema, walk) => {
    const members = (schema.options as readonly ValibotSchema[]).map((option) => walk.describe(option));
    return intersectionOf(members, (node) => walk.resolve(node));
  },
  optional: wrapped,
  exact_optional: wrapped,
  undefinedable: wrapped,
  nullish: wrapped,
  nullable: wrapped,
  non_optional: (schema, walk) => walk.describe(schema.wrapped!),
  non_nullable: withoutNull,
  non_nullish: withoutNull,
  lazy: (schema, walk) => walk.describe(schema.getter!(undefined)),
};
