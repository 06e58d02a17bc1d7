import type { Exchange } from "../../core/exchange.ts";
import type { FormPart } from "../platform/platform.ts";
import { parseCookies } from "./cookies.ts";
import { parseUrlencoded } from "./urlencoded.ts";

/** What came in one place of a request, before anything is known of it. Names are those on the wire. */
export interface Received {
  /** The value of a name, of several the one that counts; undefined without. */
  one(name: string): unknown;
  /** All values of a name, in order. */
  all(name: string): unknown[];
  /** Every name once with all its values, in order of arrival. In one pass: a client chooses how many there are. */
  grouped(): Iterable<readonly [name: string, values: readonly unknown[]]>;
}

/** Query parameters and form fields: of several values the last counts, as in Starlette's multi-dict. */
export class Pairs implements Received {
  readonly #pairs: readonly (readonly [string, unknown])[];

  constructor(pairs: readonly (readonly [string, unknown])[]) {
    this.#pairs = pairs;
  }

  static ofQuery(query: string): Pairs {
    return query === "" ? noPairs : new Pairs(parseUrlencoded(query));
  }

  /** An empty text counts as none, as a form in a browser sends it for what was left empty. */
  static ofForm(parts: readonly FormPart[]): Pairs {
    return new Pairs(parts.filter(({ value }) => !isEmpty(value)).map(({ name, value }) => [name, value] as const));
  }

  one(name: string): unknown {
    for (let i = this.#pairs.length - 1; i >= 0; i--) if (this.#pairs[i][0] === name) return this.#pairs[i][1];
    return undefined;
  }

  all(name: string): unknown[] {
    const values: unknown[] = [];
    for (const pair of this.#pairs) if (pair[0] === name) values.push(pair[1]);
    return values;
  }

  grouped(): Map<string, unknown[]> {
    return grouped(this.#pairs);
  }
}

function grouped(pairs: Iterable<readonly [name: string, value: unknown]>): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const [name, value] of pairs) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [value]);
    else group.push(value);
  }
  return groups;
}

const noPairs = new Pairs([]);

/** A browser sends an empty file without a name where none was chosen. */
function isEmpty(value: string | File): boolean {
  return typeof value === "string" ? value === "" : value.name === "" && value.size === 0;
}

/** Header fields by lower-case name: of several the first counts. */
export class HeaderFields implements Received {
  readonly #exchange: Exchange;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  one(name: string): unknown {
    const { headers } = this.#exchange;
    for (let i = 0; i < headers.length; i += 2) {
      if (headers[i].length === name.length && headers[i].toLowerCase() === name) return headers[i + 1];
    }
    return undefined;
  }

  all(name: string): unknown[] {
    const { headers } = this.#exchange;
    const values: unknown[] = [];
    for (let i = 0; i < headers.length; i += 2) if (headers[i].toLowerCase() === name) values.push(headers[i + 1]);
    return values;
  }

  grouped(): Map<string, unknown[]> {
    const { headers } = this.#exchange;
    const pairs: [string, string][] = [];
    for (let i = 0; i < headers.length; i += 2) pairs.push([headers[i].toLowerCase(), headers[i + 1]]);
    return grouped(pairs);
  }
}

/** Cookies: of several the last counts. */
export class Cookies implements Received {
  readonly #cookies: Map<string, string>;

  constructor(header: string | undefined) {
    this.#cookies = parseCookies(header);
  }

  one(name: string): unknown {
    return this.#cookies.get(name);
  }

  all(name: string): unknown[] {
    const value = this.#cookies.get(name);
    return value === undefined ? [] : [value];
  }

  grouped(): Map<string, unknown[]> {
    return grouped(this.#cookies);
  }
}

/** Path parameters, decoded. */
export class PathValues implements Received {
  readonly #values: { readonly [name: string]: string };

  constructor(values: { readonly [name: string]: string }) {
    this.#values = values;
  }

  one(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  all(name: string): unknown[] {
    const value = this.one(name);
    return value === undefined ? [] : [value];
  }

  grouped(): Map<string, unknown[]> {
    return grouped(Object.entries(this.#values));
  }
}
