import { isDeeperThan } from "../reader/depth.ts";
import type { Problem, Read } from "../reader/problem.ts";
import { compileReader } from "../reader/reader.ts";
import type { Description, SchemaNode, Validate, Validated } from "../schema/node.ts";
import { adapterOf, describe, describeFields } from "../schema/registry.ts";
import { isSchema, type Schema } from "../schema/schema.ts";
import type { Place } from "../types.ts";
import { readsOtherwise, resolved, takesNull } from "./nodes.ts";
import { type Pending, putOff, validated, wireName } from "./place-reader.ts";
import type { BodyKind, RequestBody } from "./request-body.ts";

/** Levels that no library's own stack stands in the way of. */
const maxDepth = 200;
const bodyLoc = ["body"] as const;
const utf8 = new TextDecoder("utf-8");

/** One schema of a body: the whole, or a field of it. */
interface Part {
  /** Undefined for the whole. */
  readonly key: string | undefined;
  readonly wire: string | undefined;
  readonly loc: readonly (string | number)[];
  readonly required: boolean;
  /** The schema has a meaning for null. */
  readonly takesNull: boolean;
  /** Validation cannot come first: the wire carries something else than the library takes, or more is asked than it knows. */
  readonly otherwise: boolean;
  readonly read: Read;
  readonly validate: Validate;
}

/**
 * Reads what a route (or dependency) declares of its JSON body: one schema for the whole, or single fields of an object. The
 * library's validation comes first and our reader only where that fails: most bodies are right. Made when the app starts,
 * compiled on the route's first request; owned by the route's plan.
 */
export class BodyReader {
  readonly place: Place;
  readonly description: Description;
  /** What the bytes must be made into. */
  readonly kind: BodyKind;
  #parts: readonly Part[] | undefined;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(place: Place) {
    this.place = place;
    this.description = isSchema(place) ? describe(place, "input") : describeFields(place, "input");
    this.kind = isSchema(place) ? kindOf(resolved(this.description.node, this.description.defs)) : "json";
  }

  /** The body for the handler; undefined also where it has problems. Values that take their time go to `pending`. */
  read(body: RequestBody, problems: Problem[], pending: Pending[], take: (value: unknown) => void): void {
    this.#parts ??= this.#compile();
    if (!isSchema(this.place)) {
      const values: { [key: string]: unknown } = {};
      const given = body.kind === "json" ? body.value : undefined;
      for (const part of this.#parts) {
        values[part.key as string] = undefined;
        const value = fieldOf(given, part.wire as string);
        readPart(part, value, problems, pending, (made) => {
          values[part.key as string] = made;
        });
      }
      take(values);
      return;
    }
    const [whole] = this.#parts;
    readPart(whole, this.#given(body), problems, pending, take);
  }

  #given(body: RequestBody): unknown {
    if (body.kind === "json") return body.value;
    if (body.kind === "form" || body.bytes.byteLength === 0) return undefined;
    return this.kind === "text" ? utf8.decode(body.bytes) : body.bytes;
  }

  #compile(): Part[] {
    const { node, defs, isTold = false } = this.description;
    const otherwise = (inner: SchemaNode): boolean => isTold || readsOtherwise(inner, defs);
    if (isSchema(this.place)) {
      const readsFirst = this.kind === "json" && otherwise(node);
      return [part(undefined, undefined, node, defs, this.place, !this.description.isOptional, readsFirst)];
    }
    const place = this.place;
    return Object.entries(node.properties ?? {}).map(([key, property]) => {
      const required = node.required?.includes(key) ?? false;
      return part(key, wireName(key, property), property, defs, place[key], required, otherwise(property));
    });
  }
}

function part(
  key: string | undefined,
  wire: string | undefined,
  node: SchemaNode,
  defs: Description["defs"],
  schema: Schema,
  required: boolean,
  otherwise: boolean,
): Part {
  return {
    key,
    wire,
    loc: wire === undefined ? bodyLoc : ["body", wire],
    required,
    takesNull: takesNull(node, defs),
    otherwise,
    read: compileReader({ node, defs }, "json"),
    validate: shallow(adapterOf(schema).compile(schema)),
  };
}

/** A library that runs out of stack on a deep body has refused it: what is wrong is the reader's to say. */
function shallow(validate: Validate): Validate {
  return (value) => {
    try {
      return validate(value);
    } catch (error) {
      if (!(error instanceof RangeError) || !isDeeperThan(value, maxDepth)) throw error;
      return { ok: false, issues: [{ path: [], message: "nested too deeply" }] };
    }
  };
}

function readPart(
  part: Part,
  given: unknown,
  problems: Problem[],
  pending: Pending[],
  take: (value: unknown) => void,
): void {
  if (given === undefined || given === null) {
    if (part.required && (given === undefined || !part.takesNull)) {
      problems.push({ type: "missing", loc: [...part.loc], msg: "Field required", input: null });
      return;
    }
    // As FastAPI, a null stands for nothing where the schema has no use for it.
    validated(part.validate(part.takesNull ? given : undefined), part.loc, given, problems, pending, take);
    return;
  }
  if (part.otherwise) {
    readFirst(part, given, problems, pending, take);
    return;
  }
  const first = part.validate(given);
  if (first instanceof Promise) {
    // A refusal found later is told by the reader as well, once it is known.
    putOff(
      pending,
      first.then((made) => (made.ok ? made : secondTry(part, given, problems))),
      (made) => validated(made, part.loc, given, problems, pending, take),
    );
  } else if (first.ok) take(first.value);
  else readFirst(part, given, problems, pending, take);
}

function readFirst(
  part: Part,
  given: unknown,
  problems: Problem[],
  pending: Pending[],
  take: (value: unknown) => void,
): void {
  const before = problems.length;
  const value = part.read(given, part.loc, problems);
  if (problems.length === before) validated(part.validate(value), part.loc, given, problems, pending, take);
}

async function secondTry(part: Part, given: unknown, problems: Problem[]): Promise<Validated> {
  const before = problems.length;
  const value = part.read(given, part.loc, problems);
  return problems.length === before ? await part.validate(value) : { ok: true, value: undefined };
}

function fieldOf(given: unknown, name: string): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return undefined;
  return Object.hasOwn(given, name) ? (given as { readonly [name: string]: unknown })[name] : undefined;
}

function kindOf(node: SchemaNode): BodyKind {
  const own = node["x-flotilla"];
  if (own?.mediaType === undefined || /[/+]json$/.test(own.mediaType))
    return own?.native === "bytes" && node.type === "string" && node.contentMediaType !== undefined ? "bytes" : "json";
  return own.native === "bytes" ? "bytes" : "text";
}
