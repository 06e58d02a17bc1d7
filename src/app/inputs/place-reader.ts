import { setOwn } from "../reader/own.ts";
import type { Problem, Read } from "../reader/problem.ts";
import { compileReader } from "../reader/reader.ts";
import { type Description, SchemaError, type SchemaNode, type Validate, type Validated } from "../schema/node.ts";
import { adapterOf, describe, describeFields } from "../schema/registry.ts";
import { isSchema, type Schema } from "../schema/schema.ts";
import type { Place } from "../types.ts";
import { isList, isStructure, resolved } from "./nodes.ts";
import type { Received } from "./received.ts";

/** The first item of `loc`. */
export type Where = "path" | "query" | "header" | "cookie" | "body";

/** Where a value that is still being validated will be put. */
export interface Pending {
  readonly validated: Promise<Validated>;
  readonly take: (validated: Validated) => void;
}

/** One named value of a place. */
interface Field {
  readonly key: string;
  /** Its name on the wire, as in `loc`. */
  readonly wire: string;
  readonly list: boolean;
  readonly required: boolean;
  /** Without a value there is still something to make: a default. */
  readonly hasDefault: boolean;
  readonly loc: readonly [Where, string];
  readonly read: Read;
  readonly validate: Validate;
}

/** One field of a schema of the whole place. */
interface Member {
  /** Its name in the schema (or its alias), which is that in `loc`. */
  readonly name: string;
  readonly wire: string;
  readonly list: boolean;
  readonly byDefault: unknown;
}

/**
 * Reads what a route (or dependency) declares of one place: path, query, headers, cookies or form. Made when the app starts,
 * compiled on the route's first request; owned by the route's plan.
 */
export class PlaceReader {
  readonly where: Where;
  readonly place: Place;
  /** An object whose properties are the place's fields, names as the handler sees them. */
  readonly description: Description;
  /** The same with the names that a schema of the whole place has in `loc`: a header's underscores stay. */
  readonly #asNamed: Description;
  #fields: readonly Field[] | undefined;
  #whole: { readonly read: Read; readonly validate: Validate; readonly members: readonly Member[] } | undefined;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(where: Where, place: Place) {
    this.where = where;
    this.place = place;
    const description = isSchema(place) ? describe(place, "input") : describeFields(place, "input");
    if (where !== "body") checkFields(where, description);
    this.#asNamed = description;
    this.description = where === "header" ? withHyphens(description) : description;
  }

  /** Hands the value of the place to `take`, unless it has problems; one that takes its time comes when `pending` is settled. */
  read(received: Received, problems: Problem[], pending: Pending[], take: (value: unknown) => void): void {
    if (isSchema(this.place)) {
      this.#readWhole(this.place, received, problems, pending, take);
      return;
    }
    this.#fields ??= this.#compileFields(this.place);
    const before = problems.length;
    const waiting = pending.length;
    const values: { [key: string]: unknown } = {};
    for (const field of this.#fields) readField(field, received, values, problems, pending);
    if (problems.length > before) return;
    if (pending.length === waiting) take(values);
    // After the fields that take their time: who takes the values may copy them.
    else putOff(pending, Promise.resolve({ ok: true, value: values }), () => take(values));
  }

  #compileFields(place: { readonly [name: string]: Schema }): Field[] {
    const { node, defs } = this.description;
    return Object.entries(node.properties ?? {}).map(([key, property]) => {
      const schema = place[key];
      const wire = wireName(key, property);
      const inner = resolved(property, defs);
      return {
        key,
        wire,
        list: isList(property, defs),
        required: node.required?.includes(key) ?? false,
        hasDefault:
          property.default !== undefined || inner.default !== undefined || !(node.required?.includes(key) ?? false),
        loc: [this.where, wire] as const,
        read: compileReader({ node: property, defs }, "text"),
        validate: adapterOf(schema).compile(schema),
      };
    });
  }

  #readWhole(
    schema: Schema,
    received: Received,
    problems: Problem[],
    pending: Pending[],
    take: (value: unknown) => void,
  ): void {
    this.#whole ??= {
      read: compileReader(this.#asNamed, "text"),
      validate: adapterOf(schema).compile(schema),
      members: membersOf(this.#asNamed, this.description),
    };
    const { read, validate, members } = this.#whole;
    const given = receivedRecord(received, members);
    const before = problems.length;
    const loc = [this.where];
    const value = read(given, loc, problems);
    if (problems.length > before) {
      const shown = withDefaults(given, members);
      for (let i = before; i < problems.length; i++) {
        if (problems[i].input === given) problems[i] = { ...problems[i], input: shown };
      }
      return;
    }
    validated(validate(value), loc, given, problems, pending, take);
  }
}

/** As FastAPI at start: a field that no request could ever give. Of forms FastAPI asks nothing, and neither do we. */
function checkFields(where: Where, { node, defs }: Description): void {
  for (const [key, property] of Object.entries(resolved(node, defs).properties ?? {})) {
    if (!isStructure(property, defs)) continue;
    throw new SchemaError(
      `${key}: a ${where === "path" || where === "query" ? `${where} parameter` : where} is text and never an object: make its fields parameters of their own`,
      [key],
    );
  }
}

/**
 * What came, by the names of the schema; then everything else by its own name, as a list where it came more than once. A header
 * `x_tag` never stands in for `x-tag` (with FastAPI it does): what a proxy sets in the one cannot be replaced by the other.
 */
function receivedRecord(received: Received, members: readonly Member[]): { [name: string]: unknown } {
  const given: { [name: string]: unknown } = {};
  const known = new Set<string>();
  for (const { name, wire, list } of members) {
    known.add(wire).add(name);
    const all = list ? received.all(wire) : undefined;
    const value = all === undefined ? received.one(wire) : all.length === 0 ? undefined : all;
    if (value !== undefined) setOwn(given, name, value);
  }
  for (const [name, all] of received.grouped()) {
    if (known.has(name)) continue;
    setOwn(given, name, all.length === 1 ? all[0] : all);
  }
  return given;
}

/** A problem of the whole shows defaults too: FastAPI fills them in before it validates. */
function withDefaults(given: { readonly [name: string]: unknown }, members: readonly Member[]): object {
  const shown: { [name: string]: unknown } = {};
  for (const { name, byDefault } of members) {
    if (!Object.hasOwn(given, name) && byDefault !== undefined && byDefault !== null) setOwn(shown, name, byDefault);
  }
  for (const name of Object.keys(given)) setOwn(shown, name, given[name]);
  return shown;
}

function readField(
  field: Field,
  received: Received,
  values: { [key: string]: unknown },
  problems: Problem[],
  pending: Pending[],
): void {
  const { key, loc, wire } = field;
  const all = field.list ? received.all(wire) : undefined;
  const raw = all === undefined ? received.one(wire) : all.length === 0 ? undefined : all;
  setOwn(values, key, undefined);
  if (raw === undefined && field.required) {
    problems.push({ type: "missing", loc: [...loc], msg: "Field required", input: null });
    return;
  }
  let value: unknown;
  if (raw !== undefined) {
    const before = problems.length;
    value = field.read(raw, loc, problems);
    if (problems.length > before) return;
  } else if (!field.hasDefault) {
    return;
  }
  validated(field.validate(value), loc, raw, problems, pending, (made) => {
    setOwn(values, key, made);
  });
}

/**
 * Keeps a validation for when the others are through. They are awaited one after the other: one that fails before its turn must not
 * be a rejection that nobody hears.
 */
export function putOff(pending: Pending[], validated: Promise<Validated>, take: Pending["take"]): void {
  validated.catch(() => {});
  pending.push({ validated, take });
}

/** Takes a validated value, now or later; what only the library knew to be wrong becomes `value_error`. */
export function validated(
  result: Validated | Promise<Validated>,
  loc: readonly (string | number)[],
  input: unknown,
  problems: Problem[],
  pending: Pending[],
  take: (value: unknown) => void,
): void {
  const settle = (made: Validated): void => {
    if (made.ok) {
      take(made.value);
      return;
    }
    for (const issue of made.issues) {
      problems.push({
        type: "value_error",
        loc: [...loc, ...issue.path],
        msg: `Value error, ${issue.message}`,
        input: at(input, issue.path),
        ctx: { error: {} },
      });
    }
  };
  if (result instanceof Promise) putOff(pending, result, settle);
  else settle(result);
}

/** What stands at `path` of the received value; the nearest thing around it where there is nothing. */
function at(input: unknown, path: readonly (string | number)[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return value;
    value = (value as { readonly [key: string | number]: unknown })[key];
  }
  return value;
}

/** A field's name on the wire. */
export function wireName(key: string, node: SchemaNode): string {
  return node["x-flotilla"]?.alias ?? key;
}

/** The fields of a schema of the whole place; `onWire` has their names on the wire. */
function membersOf(description: Description, onWire: Description): Member[] {
  const { defs } = description;
  const wires = resolved(onWire.node, onWire.defs).properties ?? {};
  return Object.entries(resolved(description.node, defs).properties ?? {}).map(([key, property]) => ({
    name: wireName(key, property),
    wire: wireName(key, wires[key] ?? property),
    list: isList(property, defs),
    byDefault: property.default ?? resolved(property, defs).default,
  }));
}

/** Header names: `user_agent` is `user-agent` on the wire, unless its schema says otherwise. */
function withHyphens(description: Description): Description {
  const object = resolved(description.node, description.defs);
  const properties: { [name: string]: SchemaNode } = {};
  for (const [key, property] of Object.entries(object.properties ?? {})) {
    const own = property["x-flotilla"];
    const name = own?.alias ?? (own?.convertUnderscores === false ? key : key.replaceAll("_", "-"));
    properties[key] = { ...property, "x-flotilla": { ...own, alias: name.toLowerCase() } };
  }
  return { ...description, node: { ...object, properties } };
}
