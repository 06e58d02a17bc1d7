import { CallSite } from "./call-site.ts";
import { checkGiven, notMadeYet } from "./check-given.ts";
import { checkPlace, checkUse, inputNames } from "./dependency.ts";
import { checkStatus } from "./http-error.ts";
import type { Layer } from "./layer.ts";
import { isSchema } from "./schema/schema.ts";
import { isStreamed } from "./streamed.ts";
import { buildPath, parseTemplate, type Segment } from "./template.ts";
import type { Callbacks, ResponseEntry, Route, RouteOptions } from "./types.ts";
import { unknownOption } from "./unknown-option.ts";
import { checkSocketOptions, socketOptions } from "./websocket/socket-options.ts";

/** A handler as the app calls it: its input was built from its own route. */
export type AnyHandler = (input: never, context: never) => unknown;

const knownOptions = new Set<string>([
  ...inputNames,
  "response",
  "responses",
  "use",
  "status",
  "name",
  "operationId",
  "summary",
  "description",
  "tags",
  "deprecated",
  "hidden",
  "openapi",
  "callbacks",
  "strictContentType",
  "responseDescription",
  "maxBodyBytes",
  "timeoutMs",
  "formLimits",
  "include",
  "exclude",
  "excludeUnset",
  "excludeDefaults",
  "excludeNone",
  "byAlias",
]);

/** Our own copies: a route below a prefix has the options of the one that was checked when it was registered. */
const checkedOptions = new WeakSet<Readonly<RouteOptions>>();

/** The method of WebSocket routes in the route table. Not a token, so that no client can send it. */
export const socketMethod = "(websocket)";

/**
 * A checked route. Created when a route is registered, and once more for every router that includes it (with the longer
 * template and the include's layers); owned by the router's list and the app's table.
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
  /** What routers, includes and the app add, outermost first. */
  readonly layers: readonly Layer[];
  readonly site: CallSite;

  constructor(
    method: string,
    template: string,
    options: RouteOptions,
    handler: AnyHandler,
    layers: readonly Layer[] = [],
    site: CallSite = new CallSite(),
  ) {
    this.method = method;
    this.template = template;
    // A router's route may be empty until an include puts a prefix before it; the app takes none that still is.
    this.segments = template === "" ? [] : parseTemplate(template);
    this.names = this.segments.filter(({ kind }) => kind !== "static").map(({ text }) => text);
    this.handler = handler;
    this.layers = layers;
    this.site = site;
    const isSocket = method === socketMethod;
    checkOptions(this.title, options, isSocket ? socketOptions : knownOptions);
    if (isSocket) checkSocketOptions(this.title, options as { [name: string]: unknown });
    this.options = checkedOptions.has(options) ? options : Object.freeze({ ...options });
    checkedOptions.add(this.options);
    if (typeof handler !== "function") throw new TypeError(`${this.title}: the handler is not a function`);
    this.status = options.status ?? 200;
  }

  /** How messages call it, e.g. `GET /items/{item_id}`. */
  get title(): string {
    return `${this.method === socketMethod ? "WebSocket" : this.method} ${this.template}`;
  }

  /** The title with the place in the user's code. */
  get titleWithPlace(): string {
    const place = this.site.text;
    return place === undefined ? this.title : `${this.title} (${place})`;
  }

  get isSocket(): boolean {
    return this.method === socketMethod;
  }

  get name(): string | undefined {
    return this.options.name ?? (this.handler.name === "" ? undefined : this.handler.name);
  }

  get tags(): readonly string[] {
    const tags = new Set<string>();
    for (const layer of this.layers) for (const tag of layer.tags ?? []) tags.add(tag);
    for (const tag of this.options.tags ?? []) tags.add(tag);
    return [...tags];
  }

  get hidden(): boolean {
    return this.options.hidden === true || this.layers.some(({ hidden }) => hidden === true);
  }

  get deprecated(): boolean {
    return this.options.deprecated === true || this.layers.some(({ deprecated }) => deprecated === true);
  }

  /** What the innermost says that says something. */
  get strictContentType(): boolean {
    if (this.options.strictContentType !== undefined) return this.options.strictContentType;
    return this.layers.findLast((layer) => layer.strictContentType !== undefined)?.strictContentType ?? true;
  }

  /** Those of all layers, then its own. */
  get callbacks(): Callbacks {
    return Object.assign({}, ...this.layers.map(({ callbacks }) => callbacks), this.options.callbacks);
  }

  /** Declared answers by status or OpenAPI range, the inner ones over the outer ones. */
  get responses(): ReadonlyMap<string, ResponseEntry> {
    const all = new Map<string, ResponseEntry>();
    for (const source of [...this.layers.map(({ responses }) => responses), this.options.responses]) {
      for (const [status, entry] of Object.entries(source ?? {})) all.set(status, entry);
    }
    return all;
  }

  below(prefix: string, layers: readonly Layer[]): Definition {
    const all = [...layers, ...this.layers];
    return new Definition(this.method, prefix + this.template, this.options, this.handler, all, this.site);
  }

  url(params: { readonly [name: string]: string | number }): string {
    return buildPath(this.template, this.segments, params);
  }
}

function checkOptions(title: string, options: RouteOptions, known: ReadonlySet<string>): void {
  if (typeof options !== "object" || options === null) throw new TypeError(`${title}: the options are not an object`);
  if (checkedOptions.has(options)) return;
  for (const name of Object.keys(options)) {
    if (!known.has(name)) throw unknownOption(title, name, known);
  }
  checkGiven(title, options, [...inputNames, "response", "use"]);
  if (options.status !== undefined) checkStatus(options.status);
  for (const place of inputNames) checkPlace(`${title}: ${place}`, options[place]);
  checkUse(title, options.use);
  if (options.body !== undefined && options.form !== undefined) {
    throw new TypeError(`${title}: body and form are two readings of one body: declare one of them`);
  }
  if (options.response !== undefined && !isSchema(options.response) && !isStreamed(options.response)) {
    throw new TypeError(`${title}: response is not a schema, nor made by jsonLines() or events()`);
  }
  for (const [status, entry] of Object.entries(options.responses ?? {})) checkEntry(title, status, entry);
  for (const name of ["maxBodyBytes", "timeoutMs"] as const) {
    const value = options[name];
    if (value !== undefined && !(value >= 0)) {
      throw new TypeError(
        `${title}: ${name} is a number of ${name === "timeoutMs" ? "milliseconds" : "bytes"}, 0 or more`,
      );
    }
  }
}

function checkEntry(title: string, status: string, entry: unknown): void {
  if (!/^([1-5]\d\d|[1-5]XX|default)$/.test(status)) {
    throw new TypeError(`${title}: responses: "${status}" is not a status, a range like 4XX or default`);
  }
  if (isSchema(entry)) return;
  if (entry === undefined) throw new TypeError(`${title}: responses: ${status} ${notMadeYet}`);
  if (typeof entry !== "object" || entry === null) {
    throw new TypeError(`${title}: responses: ${status} is neither a schema nor { description, schema, … }`);
  }
  const { schema } = entry as { schema?: unknown };
  if (schema !== undefined && !isSchema(schema))
    throw new TypeError(`${title}: responses: ${status}: schema is not a schema`);
}
