import type { Exchange } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { webRequest } from "../core/web-request.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import type { Platform } from "./platform/platform.ts";
import { Reply } from "./reply.ts";
import type { Route, State } from "./types.ts";

/** What every context of an app shares. */
export interface ContextHost {
  readonly logger: Logger;
  readonly state: State;
  readonly platform: Platform;
  /** @throws TypeError for a name that no route has. */
  url(name: string, params: { readonly [name: string]: string | number }): string;
}

/** Internal: what the app reads back from a context, and puts into it. */
export let touchedReply: (context: Context) => Reply | undefined;
/** Work for after the answer: what handlers deferred, then what the app has to end. */
export let workAfter: (context: Context) => readonly (() => unknown)[] | undefined;
export let addRelease: (context: Context, release: () => unknown) => void;
/** A failed handler's deferred work is dropped. */
export let dropDeferred: (context: Context) => void;
export let exchangeOf: (context: Context) => Exchange;
export let platformOf: (context: Context) => Platform;
export let setBody: (context: Context, body: Uint8Array) => void;
export let setRoute: (context: Context, route: Route, status: number) => void;
/** Gives the context a signal of its own, which also follows the client's; returns what aborts it. */
export let ownSignal: (context: Context) => AbortController;

/**
 * The second argument of a handler: one request and what goes with its answer. Created by the app for each matched
 * request; its parts are made when first asked for. May grow; the handler's `input` may not.
 */
export class Context {
  readonly #exchange: Exchange;
  readonly #host: ContextHost;
  #status: number;
  #route: Route | undefined;
  #request: Request | undefined;
  #reply: Reply | undefined;
  #state: State | undefined;
  #deferred: (() => unknown)[] | undefined;
  #releases: (() => unknown)[] | undefined;
  /** The request's body, where the route has read it. */
  #body: Uint8Array | undefined;
  /** Only where something beside the client can abort. */
  #abort: AbortController | undefined;

  static {
    touchedReply = (context) => context.#reply;
    workAfter = (context) =>
      context.#releases === undefined ? context.#deferred : [...(context.#deferred ?? []), ...context.#releases];
    addRelease = (context, release) => {
      context.#releases ??= [];
      context.#releases.push(release);
    };
    dropDeferred = (context) => {
      context.#deferred = undefined;
    };
    exchangeOf = (context) => context.#exchange;
    platformOf = (context) => context.#host.platform;
    setBody = (context, body) => {
      context.#body = body;
    };
    setRoute = (context, route, status) => {
      context.#route = route;
      context.#status = status;
      if (context.#reply !== undefined) context.#reply.status = status;
    };
    ownSignal = (context) => {
      const abort = new AbortController();
      context.#abort = abort;
      context.#exchange.onAbort((reason) => abort.abort(reason));
      return abort;
    };
  }

  constructor(exchange: Exchange, host: ContextHost, status: number, route?: Route) {
    this.#exchange = exchange;
    this.#host = host;
    this.#status = status;
    this.#route = route;
  }

  /**
   * The request in fetch terms, with body and signal. A body over the limit (`maxBodyBytes` of route or server) fails the
   * read, and the request with 413 unless the handler catches it. A body that the route's inputs have read can be read again.
   */
  get request(): Request {
    this.#request ??= this.#makeRequest();
    return this.#request;
  }

  #makeRequest(): Request {
    const exchange = this.#exchange;
    if (this.#body !== undefined) return webRequest(exchange, this.#body);
    // The platform's own Request is the better one, unless our limit has to stand between.
    const given = exchange instanceof FetchExchange && exchange.maxBodyBytes === Number.POSITIVE_INFINITY;
    return given ? exchange.request : webRequest(exchange);
  }

  /** Request method, e.g. `"GET"`. */
  get method(): string {
    return this.#exchange.method;
  }

  /** Raw path, percent-encoding untouched. */
  get path(): string {
    return this.#exchange.path;
  }

  /** Value of a request field by its name; several lines are joined with `", "`. No `Request` is made for it. */
  header(name: string): string | undefined {
    return this.#exchange.header(name.toLowerCase());
  }

  /** Who sent the request: the peer's address, or the one a trusted proxy named. Empty where the platform does not tell. */
  get client(): { readonly address: string; readonly port: number } {
    return { address: this.#exchange.remoteAddress, port: this.#exchange.remotePort };
  }

  /** The route that matched; undefined in a middleware before `next()`, and for what no route answers. */
  get route(): Route | undefined {
    return this.#route;
  }

  /** Aborted when the client leaves before the answer is complete, or the route's time is up. */
  get signal(): AbortSignal {
    return this.#abort?.signal ?? this.#exchange.signal;
  }

  /** Status, headers and cookies merged into whatever the handler returns. */
  get reply(): Reply {
    this.#reply ??= new Reply(this.#status);
    return this.#reply;
  }

  /** This request's own copy of what the lifespan yielded: `{}` without one. */
  get state(): State {
    this.#state ??= { ...this.#host.state };
    return this.#state;
  }

  get log(): Logger {
    return this.#host.logger;
  }

  /**
   * Path of a route by its name, with everything that `include` put before it.
   *
   *     context.url("readItem", { item_id: 3 })   // "/v1/items/3"
   *
   * @throws TypeError for a name that no route has, or a parameter that is missing.
   */
  url(name: string, params: { readonly [name: string]: string | number } = {}): string {
    return (this.#exchange.rootPath ?? "") + this.#host.url(name, params);
  }

  /** What the app stands below: the path of its mount, or what a proxy cut off. Empty without. */
  get rootPath(): string {
    return this.#exchange.rootPath ?? "";
  }

  /**
   * Runs `work` after the answer was sent, one after the other in order; its errors are logged. Dropped if the handler
   * throws. The app's drain waits for it. Bound, so that it can be taken out of the context.
   */
  get defer(): (work: () => unknown) => void {
    return (work) => {
      this.#deferred ??= [];
      this.#deferred.push(work);
    };
  }
}
