import { UsageError } from "../../core/errors.ts";
import { resolved } from "../inputs/nodes.ts";
import { setOwn } from "../reader/own.ts";
import type { Problem } from "../reader/problem.ts";
import { compileReader } from "../reader/reader.ts";
import { type Description, SchemaError, type SchemaNode } from "../schema/node.ts";
import { describe } from "../schema/registry.ts";
import type { OutputOf, Schema } from "../schema/schema.ts";
import { standardValidate } from "../schema/standard.ts";

/** Variables of one place, a later one's over an earlier one's. */
export interface VariableSource {
  /** For messages, e.g. `".env"`. */
  readonly title: string;
  readonly variables: Iterable<readonly [name: string, value: string]>;
}

export interface ReadSettingsOptions {
  /** Before each name, e.g. `"SHOP_"`. */
  readonly prefix: string;
  /** Between a setting and the field within it. */
  readonly nestedDelimiter: string;
  /** An empty variable counts as none. */
  readonly ignoreEmpty: boolean;
}

/**
 * Settings from variables, by the rules of pydantic-settings: names in any case, JSON for lists and objects, `SUB__PORT` for a field
 * within; texts are read as query parameters are. A field in camelCase is found in snake_case too. Messages name variables and
 * never show a value, which may be a secret.
 * @throws UsageError that lists all that is missing or wrong. SchemaError for a schema that is no object.
 */
export function readSettings<S extends Schema>(
  schema: S,
  sources: readonly VariableSource[],
  options: ReadSettingsOptions,
): OutputOf<S> {
  const description = describe(schema, "input");
  const node = resolved(description.node, description.defs);
  if (node.properties === undefined) throw new SchemaError("settings are an object with fields");
  const faults: string[] = [];
  const names = new Map<string, string>();
  for (const [key, property] of Object.entries(node.properties)) {
    names.set(wireName(key, property), variableName(key, property, options));
  }
  let given: { [name: string]: unknown } = {};
  for (const source of sources) {
    const reader = new SourceReader(source, description, options, faults);
    given = merged(given, reader.fields(node, options.prefix)) as { [name: string]: unknown };
  }
  const problems: Problem[] = [];
  const read = faults.length > 0 ? undefined : compileReader(description, "text")(given, [], problems);
  for (const { loc, msg } of problems) faults.push(`${variableOf(loc, names, options)}: ${msg}`);
  if (faults.length === 0) {
    // Not the adapter's: that goes another way, through promises, where a schema has functions of the user's in it.
    const made = standardValidate(schema)(read);
    if (made instanceof Promise) {
      made.catch(() => {});
      throw new TypeError("settings: the schema validates asynchronously, which start-up cannot wait for");
    }
    if (made.ok) return made.value as OutputOf<S>;
    for (const { path, message } of made.issues) faults.push(`${variableOf(path, names, options)}: ${message}`);
  }
  throw new UsageError(`settings:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
}

function wireName(key: string, node: SchemaNode): string {
  return node["x-flotilla"]?.alias ?? key;
}

/** `adminEmail` → `admin_email`. */
function snakeCase(key: string): string {
  return key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** As messages write it. An alias is the whole name, as in pydantic-settings. */
function variableName(key: string, node: SchemaNode, { prefix }: ReadSettingsOptions): string {
  const alias = node["x-flotilla"]?.alias;
  return (alias ?? prefix + snakeCase(key)).toUpperCase();
}

function variableOf(
  path: readonly (string | number)[],
  names: ReadonlyMap<string, string>,
  { nestedDelimiter, prefix }: ReadSettingsOptions,
): string {
  if (path.length === 0) return "the settings";
  const [first, ...rest] = path.map(String);
  return [names.get(first) ?? (prefix + first).toUpperCase(), ...rest.map((part) => part.toUpperCase())].join(
    nestedDelimiter,
  );
}

/** Reads the fields of a schema from one source's variables. */
class SourceReader {
  readonly #title: string;
  readonly #defs: Description["defs"];
  readonly #options: ReadSettingsOptions;
  readonly #faults: string[];
  /** By name in small letters. */
  readonly #variables = new Map<string, string>();

  constructor(source: VariableSource, { defs }: Description, options: ReadSettingsOptions, faults: string[]) {
    this.#title = source.title;
    this.#defs = defs;
    this.#options = options;
    this.#faults = faults;
    for (const [name, value] of source.variables) {
      if (value !== "" || !options.ignoreEmpty) this.#variables.set(name.toLowerCase(), value);
    }
  }

  /** The fields that have variables, by their name on the wire. */
  fields(node: SchemaNode, prefix: string): { [name: string]: unknown } {
    const fields: { [name: string]: unknown } = {};
    for (const [key, property] of Object.entries(node.properties ?? {})) {
      const alias = property["x-flotilla"]?.alias;
      const candidates = alias === undefined ? [prefix + key, prefix + snakeCase(key)] : [alias];
      for (const name of new Set(candidates.map((candidate) => candidate.toLowerCase()))) {
        const value = this.#value(name, property);
        if (value === undefined) continue;
        setOwn(fields, wireName(key, property), value);
        break;
      }
    }
    return fields;
  }

  #value(name: string, given: SchemaNode): unknown {
    const node = resolved(given, this.#defs);
    const text = this.#variables.get(name);
    const kind = this.#complexity(node, 0);
    if (kind === "no") return text;
    const whole = text === undefined ? undefined : this.#parsed(name, text, kind);
    const below = name + this.#options.nestedDelimiter.toLowerCase();
    if (!this.#has(below)) return whole;
    return merged(whole, this.#within(node, below));
  }

  /** Fields of a member, where it is a choice; any names, where they are free. */
  #within(node: SchemaNode, below: string): { [name: string]: unknown } {
    let fields: { [name: string]: unknown } = {};
    for (const member of [node, ...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])]) {
      const own = resolved(member, this.#defs);
      fields = { ...fields, ...this.fields(own, below) };
      const { additionalProperties: free } = own;
      if (typeof free !== "object" && free !== true) continue;
      for (const name of this.#variables.keys()) {
        const key = name.slice(below.length);
        if (!name.startsWith(below) || key === "" || Object.hasOwn(fields, key)) continue;
        setOwn(fields, key, typeof free === "object" ? this.#value(name, free) : this.#variables.get(name));
      }
    }
    return fields;
  }

  #has(start: string): boolean {
    for (const name of this.#variables.keys()) if (name.startsWith(start)) return true;
    return false;
  }

  #parsed(name: string, text: string, kind: "yes" | "maybe"): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // A choice that has a text among its members may mean that.
      if (kind === "maybe") return text;
      this.#faults.push(`${name.toUpperCase()} (${this.#title}): the value is not the JSON of a list or object`);
      return undefined;
    }
  }

  /** Whether values of a node are written as JSON; `maybe` where only some are. */
  #complexity(node: SchemaNode, depth: number): "yes" | "maybe" | "no" {
    if (node.type === "object" || node.type === "array" || node.properties !== undefined) return "yes";
    const members = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
    const parts = [...members, ...(node.allOf ?? [])];
    if (parts.length === 0 || depth > 16) return "no";
    const kinds = parts.map((part) => this.#complexity(resolved(part, this.#defs), depth + 1));
    if (kinds.every((kind) => kind === "no")) return "no";
    return kinds.every((kind) => kind === "yes") ? "yes" : "maybe";
  }
}

/** A value over another; objects field by field. */
function merged(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isRecord(under) || !isRecord(over)) return over;
  const result: { [name: string]: unknown } = { ...under };
  for (const [name, value] of Object.entries(over)) {
    setOwn(result, name, merged(Object.hasOwn(under, name) ? under[name] : undefined, value));
  }
  return result;
}

function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
