import { checkGiven, notMadeYet } from "./check-given.ts";
import type { Context } from "./context.ts";
import { isSchema, type Schema } from "./schema/schema.ts";
import type { Fields, Input, InputName, Place, Show } from "./types.ts";
import { unknownOption } from "./unknown-option.ts";

/** Carries the type of the value; nothing at run time. */
declare const VALUE: unique symbol;

/** Made once a request, or once a process (`Resource`). `T` is what its users get. */
export interface Dependency<T> {
  readonly [VALUE]: T;
}

/** Made once a process, before the app is ready. */
export interface Resource<T> extends Dependency<T> {
  readonly perProcess: true;
}

/** Dependencies of a route, router or app: a record gives the values, a list only runs them. */
export type Uses = { readonly [name: string]: Dependency<unknown> } | readonly Dependency<unknown>[];

/** Dependencies that give a value by a name: a record's, not those of a list. */
export type Named<U> = U extends readonly unknown[] ? {} : U;

/** Values of a record of dependencies; nothing of a list. */
export type Given<U> = U extends readonly unknown[]
  ? {}
  : { [K in keyof U]: U[K] extends Dependency<infer T> ? T : never };

/** What a `make` function makes: the yielded value of a generator, the awaited one otherwise. */
export type Made<R> = R extends AsyncGenerator<infer T, unknown, never> | Generator<infer T, unknown, never>
  ? T
  : Awaited<R>;

/** When a generator dependency is resumed: after the answer was sent, or when the handler returned and nothing was sent yet. */
export type Scope = "request" | "function";

/** A requirement in the document, with what it takes to satisfy it. */
export interface SecurityUse {
  /** The scheme's name under `components.securitySchemes`. */
  readonly name: string;
  /** OpenAPI's security scheme object. */
  readonly scheme: { readonly [key: string]: unknown };
}

type Make = (input: never, context: Context) => unknown;

/** What `dependency()` was given, checked. */
export interface DependencyOptions {
  readonly path?: Place;
  readonly query?: Place;
  readonly headers?: Place;
  readonly cookies?: Place;
  readonly body?: Place;
  readonly form?: Place;
  readonly use?: Uses;
  readonly scope?: Scope;
  /** False: made anew for each of its users in a request. Default true. */
  readonly cache?: boolean;
  /** Where a security scheme stands behind it. */
  readonly security?: SecurityUse;
}

/**
 * A dependency as the app runs it. Made by `dependency()`, `resource()` and the security schemes; owned by whoever uses it.
 * Its identity is what a request's cache and a test's overrides go by.
 */
export class DependencyDefinition {
  readonly kind: "request" | "process";
  readonly options: DependencyOptions;
  readonly make: Make;
  /** Scopes this use asks for, beside those of the route's other uses (`scoped`). */
  readonly scopes: readonly string[];
  /** The dependency that `scoped` was applied to; itself otherwise. */
  readonly base: DependencyDefinition;

  constructor(
    kind: "request" | "process",
    options: DependencyOptions,
    make: Make,
    scoped?: { base: DependencyDefinition; scopes: readonly string[] },
  ) {
    this.kind = kind;
    this.options = options;
    this.make = make;
    this.base = scoped?.base ?? this;
    this.scopes = scoped?.scopes ?? [];
  }

  get perProcess(): boolean {
    return this.kind === "process";
  }

  /** How messages call it. */
  get title(): string {
    const name = this.base.make.name;
    const noun = this.kind === "process" ? "resource" : "dependency";
    return name === "" || name === "make" ? `a ${noun}` : `${noun} ${name}`;
  }
}

export const inputNames: readonly InputName[] = ["path", "query", "headers", "cookies", "body", "form"];
const dependencyKeys = new Set<string>([...inputNames, "use", "scope", "cache"]);

/**
 * Something handlers need, made once a request (however many of its users there are) and given to them by name. A generator
 * function's code after its `yield` runs after the answer was sent (`scope: "request"`), or right after the handler
 * (`scope: "function"`), also when the handler threw.
 *
 *     const db = dependency({ use: { pool } }, async function* ({ pool }) {
 *       const connection = await pool.acquire();
 *       try { yield connection; } finally { connection.release(); }
 *     });
 *     app.get("/items", { use: { db } }, ({ db }) => db.list());
 *
 * @throws TypeError for an unknown option, or a name that is an input's.
 */
export function dependency<R>(make: (input: {}, context: Context) => R): Dependency<Made<R>>;
export function dependency<
  R,
  P extends Fields = {},
  Q extends Place = never,
  H extends Place = never,
  C extends Place = never,
  B extends Place = never,
  F extends Place = never,
  U extends Uses = {},
>(
  options: {
    path?: P;
    query?: Q;
    headers?: H;
    cookies?: C;
    body?: B;
    form?: F;
    use?: U & { readonly [K in keyof U & InputName]: `"${K}" is an input: give this dependency another name` };
    scope?: Scope;
    cache?: boolean;
  },
  make: (input: Input<"", P, Q, H, C, B, F, U>, context: Context) => R,
): Dependency<Made<R>>;
export function dependency(first: DependencyOptions | Make, second?: Make): Dependency<unknown> {
  const [options, make] = typeof first === "function" ? [{}, first] : [first, second];
  return asDependency(
    new DependencyDefinition("request", checked("dependency", options, dependencyKeys), checkMake("dependency", make)),
  );
}

const resourceKeys = new Set(["use"]);

/**
 * Something a process needs: a pool, a client, a model. Those that routes reach start before the app is ready, what they use
 * first (a failure ends the process with exit code 3), and end in reverse after the drain.
 *
 *     const pool = resource(async function* () {
 *       const pool = await connect();
 *       try { yield pool; } finally { await pool.end(); }
 *     });
 *
 * @throws TypeError for an unknown option, or for using a dependency that is made once a request.
 */
export function resource<R>(make: () => R): Resource<Made<R>>;
export function resource<R, U extends { readonly [name: string]: Resource<unknown> } = {}>(
  options: { use?: U },
  make: (input: Show<Given<U>>) => R,
): Resource<Made<R>>;
export function resource(first: DependencyOptions | Make, second?: Make): Resource<unknown> {
  const [options, make] = typeof first === "function" ? [{}, first] : [first, second];
  const given = checked("resource", options, resourceKeys);
  for (const [name, used] of usesOf(given.use)) {
    if (!used.perProcess) {
      throw new TypeError(
        `resource: "${name}" is made once a request and cannot be used by a resource: make it a resource`,
      );
    }
  }
  return asDependency(new DependencyDefinition("process", given, checkMake("resource", make))) as Resource<unknown>;
}

/**
 * A use of a dependency that asks for OAuth2 scopes; what reads them is `securityScopes`, anywhere below it.
 *
 *     app.get("/me/items", { use: { user: scoped(currentUser, ["items"]) } }, …)
 */
export function scoped<T>(used: Dependency<T>, scopes: readonly string[]): Dependency<T> {
  const base = definitionOf(used);
  const all = [...base.scopes, ...scopes];
  return asDependency(
    new DependencyDefinition(base.kind, base.options, base.make, { base: base.base, scopes: all }),
  ) as Dependency<T>;
}

/** The types know a dependency by its value only; at run time it is its definition. */
export function asDependency(definition: DependencyDefinition): Dependency<unknown> {
  return definition as unknown as Dependency<unknown>;
}

/** @throws TypeError if it was made by neither `dependency()` nor `resource()`. */
export function definitionOf(value: unknown): DependencyDefinition {
  if (value instanceof DependencyDefinition) return value;
  throw new TypeError("not a dependency: make it with dependency() or resource()");
}

/** The dependencies of a record or list, in order; those of a list have no name. */
export function usesOf(use: Uses | undefined): [name: string | undefined, definition: DependencyDefinition][] {
  if (use === undefined) return [];
  if (Array.isArray(use)) return use.map((used: unknown) => [undefined, definitionOf(used)]);
  return Object.entries(use).map(([name, used]) => [name, definitionOf(used)]);
}

function checkMake(what: string, make: unknown): Make {
  if (typeof make === "function") return make as Make;
  throw new TypeError(`${what}: the last argument is not a function`);
}

function checked(what: string, options: unknown, known: ReadonlySet<string>): DependencyOptions {
  if (typeof options !== "object" || options === null) throw new TypeError(`${what}: the options are not an object`);
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw unknownOption(what, name, known);
  }
  checkGiven(what, options, [...inputNames, "use"]);
  const given = options as DependencyOptions;
  checkUse(what, given.use);
  for (const place of inputNames) checkPlace(`${what}: ${place}`, given[place]);
  return Object.freeze({ ...given });
}

/** @throws TypeError for what is no dependency, or has the name of an input. */
export function checkUse(what: string, use: unknown): void {
  if (use === undefined) return;
  if (typeof use !== "object" || use === null)
    throw new TypeError(`${what}: use is not a record or list of dependencies`);
  for (const [name, used] of Object.entries(use)) {
    if (!Array.isArray(use) && (inputNames as readonly string[]).includes(name)) {
      throw new TypeError(`${what}: "${name}" is an input: give this dependency another name`);
    }
    if (used === undefined) throw new TypeError(`${what}: use.${name} ${notMadeYet}`);
    if (!(used instanceof DependencyDefinition)) {
      throw new TypeError(`${what}: use.${name} is not a dependency: make it with dependency() or resource()`);
    }
  }
}

/** @throws TypeError for what is neither a schema nor fields of schemas. */
export function checkPlace(what: string, place: unknown): void {
  if (place === undefined || isSchema(place)) return;
  if (typeof place !== "object" || place === null)
    throw new TypeError(`${what} is neither a schema nor a record of schemas`);
  for (const [name, field] of Object.entries(place)) {
    if (field === undefined) throw new TypeError(`${what}.${name} ${notMadeYet}`);
    if (!isSchema(field)) throw new TypeError(`${what}.${name} is not a schema`);
  }
}

/** Whether a place is one schema. */
export function isWhole(place: Place): place is Schema {
  return isSchema(place);
}
