import type { Exchange } from "../../core/exchange.ts";
import { BodyReader } from "../inputs/body-reader.ts";
import { type Pending, PlaceReader } from "../inputs/place-reader.ts";
import { Cookies, HeaderFields, Pairs, PathValues } from "../inputs/received.ts";
import type { BodyKind, RequestBody } from "../inputs/request-body.ts";
import { setOwn } from "../reader/own.ts";
import type { Problem } from "../reader/problem.ts";
import { within } from "../schema/within.ts";
import type { Place } from "../types.ts";

/** The places that a route or dependency declares. */
export interface Places {
  readonly path?: readonly Place[];
  readonly query?: Place;
  readonly headers?: Place;
  readonly cookies?: Place;
  readonly body?: Place;
  readonly form?: Place;
}

/** What of a request the inputs are read from; each part is made when first asked for. */
export class RequestParts {
  readonly exchange: Exchange;
  readonly pathValues: { readonly [name: string]: string };
  body: RequestBody | undefined;
  #path: PathValues | undefined;
  #query: Pairs | undefined;
  #headers: HeaderFields | undefined;
  #cookies: Cookies | undefined;
  #form: Pairs | undefined;

  constructor(exchange: Exchange, pathValues: { readonly [name: string]: string }) {
    this.exchange = exchange;
    this.pathValues = pathValues;
  }

  get path(): PathValues {
    this.#path ??= new PathValues(this.pathValues);
    return this.#path;
  }

  get query(): Pairs {
    this.#query ??= Pairs.ofQuery(this.exchange.query);
    return this.#query;
  }

  get headers(): HeaderFields {
    this.#headers ??= new HeaderFields(this.exchange);
    return this.#headers;
  }

  get cookies(): Cookies {
    this.#cookies ??= new Cookies(this.exchange.header("cookie"));
    return this.#cookies;
  }

  get form(): Pairs {
    this.#form ??= Pairs.ofForm(this.body?.kind === "form" ? this.body.form.parts : []);
    return this.#form;
  }
}

/**
 * Reads all that one route or dependency declares, in FastAPI's order: path, query, headers, cookies, body. Made when the app
 * starts; owned by a plan's step.
 */
export class InputSet {
  readonly path: readonly PlaceReader[];
  readonly query: PlaceReader | undefined;
  readonly headers: PlaceReader | undefined;
  readonly cookies: PlaceReader | undefined;
  readonly body: BodyReader | undefined;
  readonly form: PlaceReader | undefined;
  /** Template parameters that nothing declares: text. */
  readonly #plainNames: readonly string[];
  readonly #hasPath: boolean;

  /**
   * `names` are the template's parameters that the handler gets; a dependency gets those it declares.
   * @throws SchemaError for a schema that can't be represented.
   */
  constructor(places: Places, names: readonly string[]) {
    this.path = (places.path ?? []).map((place) => within("path", () => new PlaceReader("path", place)));
    const make = (where: "query" | "header" | "cookie" | "body", place: Place | undefined) =>
      place === undefined ? undefined : within(where, () => new PlaceReader(where, place));
    this.query = make("query", places.query);
    this.headers = make("header", places.headers);
    this.cookies = make("cookie", places.cookies);
    this.form = make("body", places.form);
    const { body } = places;
    this.body = body === undefined ? undefined : within("body", () => new BodyReader(body));
    const declared = new Set(this.path.flatMap(({ description }) => propertyNames(description)));
    this.#plainNames = names.filter((name) => !declared.has(name));
    this.#hasPath = this.path.length > 0 || names.length > 0;
  }

  /** How the body is to be read; undefined if nothing here reads it. */
  get bodyKind(): BodyKind | undefined {
    return this.form === undefined ? this.body?.kind : "form";
  }

  get isEmpty(): boolean {
    return !this.#hasPath && (this.query ?? this.headers ?? this.cookies ?? this.body ?? this.form) === undefined;
  }

  /** The input for the handler, without its dependencies. What is wrong goes to `problems`, what takes its time to `pending`. */
  read(parts: RequestParts, problems: Problem[], pending: Pending[]): { [name: string]: unknown } {
    const input: { [name: string]: unknown } = {};
    if (this.#hasPath) input.path = this.#readPath(parts, problems, pending);
    if (this.query !== undefined) {
      input.query = undefined;
      this.query.read(parts.query, problems, pending, (value) => {
        input.query = value;
      });
    }
    if (this.headers !== undefined) {
      input.headers = undefined;
      this.headers.read(parts.headers, problems, pending, (value) => {
        input.headers = value;
      });
    }
    if (this.cookies !== undefined) {
      input.cookies = undefined;
      this.cookies.read(parts.cookies, problems, pending, (value) => {
        input.cookies = value;
      });
    }
    if (this.form !== undefined) {
      input.form = undefined;
      this.form.read(parts.form, problems, pending, (value) => {
        input.form = value;
      });
    }
    if (this.body !== undefined && parts.body !== undefined) {
      input.body = undefined;
      this.body.read(parts.body, problems, pending, (value) => {
        input.body = value;
      });
    }
    return input;
  }

  #readPath(parts: RequestParts, problems: Problem[], pending: Pending[]): { [name: string]: unknown } {
    if (this.path.length === 0) return parts.pathValues as { [name: string]: unknown };
    const values: { [name: string]: unknown } = {};
    for (const name of this.#plainNames) setOwn(values, name, parts.pathValues[name]);
    for (const reader of this.path) {
      reader.read(parts.path, problems, pending, (read) => {
        for (const [name, value] of Object.entries(read as object)) setOwn(values, name, value);
      });
    }
    return values;
  }
}

function propertyNames({ node, defs }: PlaceReader["description"]): string[] {
  const target = node.$ref === undefined ? node : (defs[node.$ref.slice("#/$defs/".length)] ?? node);
  return Object.keys(target.properties ?? {});
}
