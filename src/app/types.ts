import type { Context } from "./context.ts";

/** What an editor prints on hover: the fields themselves instead of an intersection. */
type Show<T> = { [K in keyof T]: T[K] } & {};

/** Names of a template's parameters: `"/orgs/{org_id}/{rest...}"` → `"org_id" | "rest"`. */
export type Names<T extends string> = string extends T
  ? string
  : T extends `${string}{${infer N}}${infer R}`
    ? (N extends `${infer M}...` ? M : N) | Names<R>
    : never;

/** Decoded values of a template's parameters. */
export type PathOf<T extends string> = { [K in Names<T>]: string };

/** What a handler is given: only what its route declared. */
export type Input<T extends string> = Show<[Names<T>] extends [never] ? {} : { path: PathOf<T> }>;

/** Answers one request: returns the value to send, or a promise of it. */
export type Handler<T extends string> = (input: Input<T>, context: Context) => unknown;

export interface RouteOptions {
  /** Status sent with a plain value. Default 200. */
  status?: number;
  /** Name of the route for tools and documents. */
  name?: string;
  /** One line on what it does. */
  summary?: string;
  description?: string;
  tags?: readonly string[];
  /** Most bytes of request body this route reads; over: 413. Default: the server's limit. */
  maxBodyBytes?: number;
}

/** A registered route. `T` is its template with the prefix of its router. */
export interface Route<T extends string = string> {
  readonly method: string;
  readonly template: T;
  readonly options: Readonly<RouteOptions>;
  /**
   * The route's path with these parameters, percent-encoded (a catch-all keeps its slashes). Prefixes given by `include`
   * are not known to it.
   * @throws TypeError for a missing parameter, or an empty one where a segment must not be.
   */
  url(params: { readonly [K in Names<T>]: string | number }): string;
}

/**
 * Registers a route: `app.get("/items/{item_id}", { status: 201 }, ({ path }, context) => …)`.
 *
 * Throws a TypeError for a malformed template or option, or a route registered twice.
 */
export interface Verb<Pre extends string> {
  <const T extends string>(template: T, handler: Handler<`${Pre}${T}`>): Route<`${Pre}${T}`>;
  <const T extends string>(template: T, options: RouteOptions, handler: Handler<`${Pre}${T}`>): Route<`${Pre}${T}`>;
}

/** Header fields as `new Headers()` takes them. */
export type HeaderValues = Headers | Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>;

/** What the lifespan yielded, as `context.state` gives it. Add your own fields by declaration merging. */
export interface State {
  [name: string]: unknown;
}
