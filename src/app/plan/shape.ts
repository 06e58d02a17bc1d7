import { resolved } from "../inputs/nodes.ts";
import type { Description, SchemaNode } from "../schema/node.ts";
import type { RouteDetails } from "../types.ts";

/**
 * What of a response model is sent, beyond what its schema says: `include`, `exclude` and the `exclude…` switches. Made with
 * the route's response model; pure.
 */
export class Shape {
  readonly #include: ReadonlySet<string> | undefined;
  readonly #exclude: ReadonlySet<string>;
  readonly #unset: boolean;
  readonly #defaults: boolean;
  readonly #none: boolean;
  readonly #description: Description;

  private constructor(options: RouteDetails, description: Description) {
    this.#include = options.include === undefined ? undefined : new Set(options.include);
    this.#exclude = new Set(options.exclude);
    this.#unset = options.excludeUnset === true;
    this.#defaults = options.excludeDefaults === true;
    this.#none = options.excludeNone === true;
    this.#description = description;
  }

  /** Undefined where everything is sent. */
  static of(options: RouteDetails, description: Description): Shape | undefined {
    const { include, exclude, excludeUnset, excludeDefaults, excludeNone } = options;
    if (include === undefined && exclude === undefined && !excludeUnset && !excludeDefaults && !excludeNone)
      return undefined;
    return new Shape(options, description);
  }

  /** `given` is what the handler returned, before defaults were filled in. */
  apply(value: unknown, given: unknown): unknown {
    const { node, defs } = this.#description;
    const trimmed = this.#trim(value, given, node, defs);
    if (Array.isArray(trimmed)) return trimmed.map((item) => this.#pick(item));
    return this.#pick(trimmed);
  }

  #pick(value: unknown): unknown {
    if ((this.#include === undefined && this.#exclude.size === 0) || !isRecord(value)) return value;
    const picked: { [key: string]: unknown } = Object.create(null);
    for (const key of Object.keys(value)) {
      if (this.#exclude.has(key) || this.#include?.has(key) === false) continue;
      picked[key] = value[key];
    }
    return picked;
  }

  #trim(value: unknown, given: unknown, node: SchemaNode | undefined, defs: Description["defs"]): unknown {
    if (!this.#unset && !this.#defaults && !this.#none) return value;
    const own = node === undefined ? undefined : resolved(node, defs);
    if (Array.isArray(value)) {
      const items = typeof own?.items === "object" ? own.items : undefined;
      const list: readonly unknown[] = Array.isArray(given) ? given : [];
      return value.map((item, index) => this.#trim(item, list[index], own?.prefixItems?.[index] ?? items, defs));
    }
    if (!isRecord(value)) return value;
    const fields = own === undefined ? undefined : fieldsOf(value, own, defs);
    const rest = typeof fields?.additionalProperties === "object" ? fields.additionalProperties : undefined;
    const result: { [key: string]: unknown } = Object.create(null);
    for (const key of Object.keys(value)) {
      const property =
        fields?.properties !== undefined && Object.hasOwn(fields.properties, key) ? fields.properties[key] : rest;
      const item = value[key];
      if (this.#none && (item === null || item === undefined)) continue;
      if (this.#unset && !(isRecord(given) && Object.hasOwn(given, key))) continue;
      if (this.#defaults && property !== undefined && isDefault(item, property, defs)) continue;
      result[key] = this.#trim(item, isRecord(given) ? given[key] : undefined, property, defs);
    }
    return result;
  }
}

/** The node that says what a value's fields are: of a choice the first member that has them all. */
function fieldsOf(value: object, node: SchemaNode, defs: Description["defs"]): SchemaNode {
  const members = (node.anyOf ?? node.oneOf)?.map((member) => resolved(member, defs));
  const has = ({ properties = {} }: SchemaNode) => Object.keys(value).every((key) => Object.hasOwn(properties, key));
  return members?.find(has) ?? node;
}

function isDefault(value: unknown, node: SchemaNode, defs: Description["defs"]): boolean {
  const given = node.default === undefined ? resolved(node, defs).default : node.default;
  if (given === undefined) return value === undefined || value === null;
  return JSON.stringify(given) === JSON.stringify(value);
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || !isBuiltIn(value);
}

function isBuiltIn(value: object): boolean {
  return value instanceof Date || value instanceof Map || value instanceof Set || ArrayBuffer.isView(value);
}
