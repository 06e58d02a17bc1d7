import type { BodySource } from "./body-source.ts";
import type { Context } from "./context.ts";
import type { Given, Named, Uses } from "./dependency.ts";
import type { FormLimits } from "./platform/platform.ts";
import type { Payload, Status } from "./results.ts";
import type { RouteList } from "./router.ts";
import type { InputOf, OutputOf, Schema } from "./schema/schema.ts";
import type { Streamed, StreamItem } from "./streamed.ts";

/** What an editor prints on hover: the fields themselves instead of an intersection. */
export type Show<T> = { [K in keyof T]: T[K] } & {};

/** Names of a template's parameters: `"/orgs/{org_id}/{rest...}"` → `"org_id" | "rest"`. */
export type Names<T extends string> = string extends T
  ? string
  : T extends `${string}{${infer N}}${infer R}`
    ? (N extends `${infer M}...` ? M : N) | Names<R>
    : never;

/** Single fields of a place by name. */
export interface Fields {
  readonly [name: string]: Schema;
}

/** What a route says of one place: one object schema, or single fields. */
export type Place = Schema | Fields;

/** Values of a place, as the handler gets them. */
export type ValueOf<P> = P extends Schema ? OutputOf<P> : { [K in keyof P]: OutputOf<P[K]> };

/** Values of a template's parameters: what `P` declares, text otherwise. */
export type PathOf<T extends string, P = {}> = P extends Schema
  ? OutputOf<P>
  : { [K in Names<T> | (keyof P & string)]: K extends keyof P ? OutputOf<P[K]> : string };

/** `{ query: … }` where the place is declared, nothing where it isn't. */
type Has<K extends string, P> = [P] extends [never] ? {} : { [N in K]: ValueOf<P> };

/** The names an input may have; closed for ever. Everything else is a dependency's. */
export type InputName = "path" | "query" | "headers" | "cookies" | "body" | "form";

type BadPath<T extends string, P> = P extends Schema
  ? unknown
  : { readonly [K in Exclude<keyof P, Names<T>>]: `${T} has no {${K & string}}` };
type BadUse<U> = { readonly [K in keyof U & InputName]: `"${K}" is an input: give this dependency another name` };
type BadResponses<RS> = {
  readonly [K in Exclude<
    keyof RS,
    keyof Responses | `${number}`
  >]: `"${K & string}" is not a status, a range like 4XX or default`;
};

/** What a handler is given: only what its route declared, and its dependencies. */
export type Input<T extends string, P = {}, Q = never, H = never, C = never, B = never, F = never, U = {}> = Show<
  ([Names<T> | keyof P] extends [never] ? {} : { path: PathOf<T, P> }) &
    Has<"query", Q> &
    Has<"headers", H> &
    Has<"cookies", C> &
    Has<"body", B> &
    Has<"form", F> &
    Given<U>
>;

/** Answers one request: returns the value to send, or a promise of it. */
export type Handler<T extends string> = (input: Input<T>, context: Context) => unknown;

/**
 * One answer as `responses` declares it, of another status than the route's; under the route's own it says what `response` cannot:
 * `responses: { 200: { mediaType: "text/html", schema: z.string() } }`.
 */
export interface ResponseSpec {
  /** Default: the status's reason phrase. */
  description?: string;
  /** What the body must be; filtered and validated as `response` is. */
  schema?: Schema;
  /** Media type of `schema`. Default `application/json`. */
  mediaType?: string;
  /** An example of the body for the document, or several by name. */
  example?: unknown;
  examples?: { readonly [name: string]: unknown };
  /** Header fields for the document: a description, a schema, or OpenAPI's header object. */
  headers?: { readonly [name: string]: unknown };
  /** OpenAPI's media type objects by type, for what `schema` cannot say; their `schema` may be a library's. */
  content?: { readonly [mediaType: string]: unknown };
  links?: { readonly [name: string]: unknown };
}

/** One answer that a route declares: the schema of its body, or all there is to say of it. */
export type ResponseEntry = Schema | ResponseSpec;

/** By status; OpenAPI's `default` and ranges (`4XX`) go into the document only. */
export interface Responses {
  readonly [status: number]: ResponseEntry;
  readonly [range: `${number}XX`]: ResponseEntry;
  readonly default?: ResponseEntry;
}

type BodyOfEntry<E> = E extends Schema
  ? InputOf<E>
  : E extends { schema: infer S extends Schema }
    ? InputOf<S>
    : unknown;
/** What may be returned beside the value of `response`: it is sent as it is. */
type Other<RS> =
  | Response
  | Payload
  | BodySource
  | { [S in keyof RS & number]: Status<S, BodyOfEntry<RS[S]>> }[keyof RS & number];
type Plain<T, RS> = T | Other<RS> | Promise<T | Other<RS>>;

/** What a handler may return. */
export type Result<R, RS> =
  R extends Streamed<infer S>
    ? Plain<AsyncIterable<StreamItem<InputOf<S>>> | Generator<StreamItem<InputOf<S>>, unknown, never>, RS>
    : Plain<InputOf<R>, RS>;

/**
 * Requests that we make to the client's own server, for the document: `{ name: router }`, or
 * `{ name: { "{$request.body#/callback_url}": router } }`, where the router's paths are below the expression.
 */
export interface Callbacks {
  readonly [name: string]: RouteList | { readonly [expression: string]: RouteList };
}

/** What every route may say of itself, typed or not. */
export interface RouteDetails {
  /** Status sent with a plain value. Default 200. */
  status?: number;
  /** The route's name for `context.url(name)`; its operationId as well. Default: the handler's name. */
  name?: string;
  /** The document's operationId, where it is to be another than `name`. */
  operationId?: string;
  /** One line on what it does. Default: from the handler's name, or method and path. */
  summary?: string;
  /** Markdown. */
  description?: string;
  tags?: readonly string[];
  /** Default false. */
  deprecated?: boolean;
  /** Left out of the document. Default false. */
  hidden?: boolean;
  /** Merged into the operation in the document, last. */
  openapi?: { readonly [key: string]: unknown };
  /** Requests that we make to the client's own server, for the document. */
  callbacks?: Callbacks;
  /** Read a JSON body only if the content type says JSON. Default: its router's, or the app's (true). */
  strictContentType?: boolean;
  /** Description of the answer with `status`. Default `"Successful Response"`. */
  responseDescription?: string;
  /** Most bytes of request body this route reads; over: 413. Default: the app's limit (16 MiB), for forms the server's. */
  maxBodyBytes?: number;
  /** Milliseconds until the answer must have begun; then 504 and `context.signal` aborts. Default none. */
  timeoutMs?: number;
  /** Limits of a multipart form, over the app's. */
  formLimits?: Partial<FormLimits>;
  /** Fields of the response model to send; the others stay home. */
  include?: readonly string[];
  /** Fields of the response model not to send. */
  exclude?: readonly string[];
  /** Sends only fields that the handler's value has: no defaults of the schema. Default false. */
  excludeUnset?: boolean;
  /** Leaves out fields that equal their default. Default false. */
  excludeDefaults?: boolean;
  /** Leaves out fields that are null. Default false. */
  excludeNone?: boolean;
  /** False: fields are sent under the schema's own names, not their aliases; the document, as FastAPI's, keeps these. Default true. */
  byAlias?: boolean;
}

/** Everything a route may declare. */
export interface RouteOptions<
  T extends string = string,
  P = Place,
  Q = Place,
  H = Place,
  C = Place,
  B = Place,
  F = Place,
  R = Schema | Streamed<Schema>,
  RS = Responses,
  U = Uses,
> extends RouteDetails {
  /** Path parameters; those left out are text. */
  path?: P & BadPath<T, P>;
  query?: Q;
  /** Header fields; `_` in a name stands for `-`. */
  headers?: H;
  cookies?: C;
  /** The JSON body: one schema for the whole, or single fields of it. */
  body?: B;
  /** A form, urlencoded or multipart. */
  form?: F;
  /** What the handler returns: validated, filtered, in the document. */
  response?: R;
  /** Answers of other statuses, returned as `status(404, …)`. */
  responses?: RS & BadResponses<RS>;
  /** Dependencies: a record gives their values to the handler, a list only runs them. */
  use?: U & BadUse<U>;
}

/** A registered route. `T` is its template with the prefix of its router. */
export interface Route<T extends string = string> {
  readonly method: string;
  readonly template: T;
  readonly options: Readonly<RouteOptions>;
  /** Its name for `context.url` and the document: the `name` option, else the handler's. */
  readonly name: string | undefined;
  /** Tags of the app, its routers and includes, then its own, each once. */
  readonly tags: readonly string[];
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
 * Throws a TypeError for a malformed template or option. `Pre`, `RP` and `RU` are the router's prefix, path and dependencies.
 */
export interface Verb<Pre extends string, RP = {}, RU = {}> {
  <const T extends string>(
    template: T,
    handler: (input: Input<`${Pre}${T}`, RP, never, never, never, never, never, RU>, context: Context) => unknown,
  ): Route<`${Pre}${T}`>;
  <
    const T extends string,
    P extends Place = {},
    Q extends Place = never,
    H extends Place = never,
    C extends Place = never,
    B extends Place = never,
    F extends Place = never,
    R extends Schema | Streamed<Schema> = never,
    RS extends Responses = {},
    U extends Uses = {},
  >(
    template: T,
    options: RouteOptions<`${Pre}${T}`, P, Q, H, C, B, F, R, RS, U>,
    handler: (
      input: Input<`${Pre}${T}`, RP & P, Q, H, C, B, F, RU & Named<U>>,
      context: Context,
    ) => [R] extends [never] ? unknown : Result<R, NoInfer<RS>>,
  ): Route<`${Pre}${T}`>;
}

/** Header fields as `new Headers()` takes them. */
export type HeaderValues = Headers | Readonly<Record<string, string>> | ReadonlyArray<readonly [string, string]>;

/** What the lifespan yielded, as `context.state` gives it. Add your own fields by declaration merging. */
export interface State {
  [name: string]: unknown;
}
