import { checkStatus } from "./http-error.ts";
import { buildPath, parseTemplate, type Segment } from "./template.ts";
import type { Handler, Route, RouteOptions } from "./types.ts";

/** A handler as the app calls it: its input was built from its own route. */
export type AnyHandler = Handler<string>;

const knownOptions = new Set(["status", "name", "summary", "description", "tags", "maxBodyBytes"]);

/**
 * A checked route. Created when a route is registered, and once more for every router that includes it (with the longer
 * template); owned by the router's list and the app's table.
 */
export class Definition implements Route {
  readonly method: string;
  readonly template: string;
  readonly options: Readonly<RouteOptions>;
  readonly handler: AnyHandler;
  readonly segments: readonly Segment[];
  /** Parameters in order of the template. */
  readonly names: readonly string[];
  readonly status: number;

  constructor(method: string, template: string, options: RouteOptions, handler: AnyHandler) {
    this.method = method;
    this.template = template;
    this.segments = parseTemplate(template);
    this.names = this.segments.filter(({ kind }) => kind !== "static").map(({ text }) => text);
    this.handler = handler;
    checkOptions(this.title, options);
    this.options = Object.freeze({ ...options });
    if (typeof handler !== "function") throw new TypeError(`${this.title}: the handler is not a function`);
    this.status = options.status ?? 200;
  }

  /** How messages call it, e.g. `GET /items/{item_id}`. */
  get title(): string {
    return `${this.method} ${this.template}`;
  }

  below(prefix: string): Definition {
    return new Definition(this.method, prefix + this.template, this.options, this.handler);
  }

  url(params: { readonly [name: string]: string | number }): string {
    return buildPath(this.template, this.segments, params);
  }
}

function checkOptions(title: string, options: RouteOptions): void {
  if (typeof options !== "object" || options === null) throw new TypeError(`${title}: the options are not an object`);
  for (const name of Object.keys(options)) {
    if (!knownOptions.has(name)) {
      throw new TypeError(`${title}: unknown option "${name}"; known are ${[...knownOptions].join(", ")}`);
    }
  }
  if (options.status !== undefined) checkStatus(options.status);
  const { maxBodyBytes } = options;
  if (maxBodyBytes !== undefined && !(maxBodyBytes >= 0)) {
    throw new TypeError(`${title}: maxBodyBytes is a number of bytes, 0 or more`);
  }
}
