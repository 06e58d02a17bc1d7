import type { Exchange } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { webRequest } from "../core/web-request.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import { HTTPError } from "./http-error.ts";
import { withKeptBody } from "./kept-body.ts";
import type { Platform } from "./platform/platform.ts";
import { headerListOf, Reply } from "./reply.ts";
import type { Route, State } from "./types.ts";

/** What every context of an app shares. */
export interface ContextHost {
  readonly logger: Logger;
  readonly state: State;
  /** Where nothing else says what the app stands below. */
  readonly rootPath: string;
  readonly platform: Platform;
  /** @throws TypeError for a name that no route has. */
  url(name: string, params: { readonly [name: string]: string | number }): string;
}

/** Internal: what the app reads back from a context, and puts into it. */
export let touchedReply: (context: Context) => Reply | undefined;
/** Work for after the answer: what handlers deferred, then what the app has to end. */
export let workAfter: (context: Context) => readonly (() => unknown)[] | undefined;
export let addRelease: (context: Context, release: () => unknown) => void;
/** What was set and deferred up to now. */
export let markOf: (context: Context) => Mark;
/** Drops what was set and deferred since the mark: nothing of a failed handler's goes with its error. */
export let backTo: (context: Context, mark: Mark) => void;
export let exchangeOf: (context: Context) => Exchange;
export let platformOf: (context: Context) => Platform;
export let setBody: (context: Context, body: Uint8Array) => void;
export let setRoute: (context: Context, route: Route, status: number) => void;
/** Values that middlewares keep with a request for others, by symbol. */
export let keptValue: (context: Context, key: symbol) => unknown;
export let keepValue: (context: Context, key: symbol, value: unknown) => void;
/** Whether a middleware has set the limit of the request's body. */
export let isBodyLimited: (context: Context) => boolean;
/** The same request with a reply, deferred work and a signal of its own, for a part that may be given up. */
export let forkOf: (context: Context) => { readonly fork: Context; readonly abort: AbortController };
/** Gives a context the work that its fork has put off. */
export let joinFork: (context: Context, fork: Context) => void;
/** @throws HTTPError 504 if the time for it is up: its answer is sent, and nothing more is to be begun. */
export let checkTime: (context: Context) => void;
/** What a request holds and has to let go of, without the work that handlers deferred. */
export let releasesOf: (context: Context) => readonly (() => unknown)[];

export interface Mark {
  readonly fields: readonly string[];
  readonly deferred: number;
}

export const unmarked: Mark = Object.freeze({ fields: Object.freeze([]), deferred: 0 });

/** Key of whether a middleware limits the body, among a request's values. */
export const bodyLimitKey: unique symbol = Symbol("body limit");

/** Key of the request's id among its values. */
export const requestIdKey: unique symbol = Symbol("request id");

/**
 * The second argument of a handler: one request and what goes with its answer. Created by the app for each matched
 * request; its parts are made when first asked for. May grow; the handler's `input` may not.
 */
export class Context {
  #exchange: Exchange;
  readonly #host: ContextHost;
  #status: number;
  #route: Route | undefined;
  #request: Request | undefined;
  #reply: Reply | undefined;
  #state: State | undefined;
  #deferred: (() => unknown)[] | undefined;
  #releases: (() => unknown)[] | undefined;
  /** A middleware may have read of the body. */
  #keepsBody = false;
  /** The request's body, where the route has read it. */
  #body: Uint8Array | undefined;
  /** Only where something beside the client can abort. */
  #abort: AbortController | undefined;
  #values: Map<symbol, unknown> | undefined;
  /** The context that this one is a fork of, or that of the app around this one's. */
  readonly #outer: Context | undefined;

  static {
    touchedReply = (context) => context.#reply;
    workAfter = (context) =>
      context.#releases === undefined ? context.#deferred : [...(context.#deferred ?? []), ...context.#releases];
    addRelease = (context, release) => {
      context.#releases ??= [];
      context.#releases.push(release);
    };
    markOf = (context) =>
      context.#reply === undefined && context.#deferred === undefined
        ? unmarked
        : {
            fields: context.#reply === undefined ? unmarked.fields : headerListOf(context.#reply).flat,
            deferred: context.#deferred?.length ?? 0,
          };
    backTo = (context, mark) => {
      if (context.#reply !== undefined) headerListOf(context.#reply).restore(mark.fields);
      context.#deferred?.splice(mark.deferred);
    };
    exchangeOf = (context) => context.#exchange;
    platformOf = (context) => context.#host.platform;
    setBody = (context, body) => {
      for (let at: Context | undefined = context; at !== undefined; at = at.#twin) at.#body = body;
    };
    setRoute = (context, route, status) => {
      for (let at: Context | undefined = context; at !== undefined; at = at.#twin) {
        at.#route = route;
        // A middleware has read its body; the route's is made anew.
        if (at.#request?.bodyUsed) at.#request = undefined;
      }
      context.#status = status;
      if (context.#reply !== undefined) context.#reply.status = status;
    };
    keptValue = (context, key) => {
      for (let at: Context | undefined = context; at !== undefined; at = at.#outer) {
        if (at.#values?.has(key)) return at.#values.get(key);
      }
      return undefined;
    };
    isBodyLimited = (context) => keptValue(context, bodyLimitKey) === true;
    keepValue = (context, key, value) => {
      for (let at: Context | undefined = context; at !== undefined; at = at.#twin) {
        at.#values ??= new Map();
        at.#values.set(key, value);
      }
    };
    forkOf = (context) => {
      const fork = new Context(context.#exchange, context.#host, context.#status, context.#route, context);
      if (context.#reply !== undefined) headerListOf(fork.reply).restore(headerListOf(context.#reply).flat);
      fork.#body = context.#body;
      const abort = new AbortController();
      fork.#abort = abort;
      // Its outer's signal, where it has one of its own, follows the client as well.
      const own = context.#ownSignal;
      if (own === undefined) context.#exchange.onAbort((reason) => abort.abort(reason));
      else if (own.aborted) abort.abort(own.reason);
      else own.addEventListener("abort", () => abort.abort(own.reason), { once: true });
      return { fork, abort };
    };
    joinFork = (context, fork) => {
      for (const work of fork.#deferred ?? []) context.defer(work);
      for (const release of fork.#releases ?? []) addRelease(context, release);
    };
    checkTime = (context) => {
      const signal = context.#ownSignal;
      // A client that left is another matter: what it asked for may still be done.
      if (signal?.aborted && signal.reason instanceof HTTPError) throw signal.reason;
    };
    releasesOf = (context) => context.#releases ?? [];
  }

  /** Internal: the app makes them. */
  constructor(exchange: Exchange, host: ContextHost, status: number, route?: Route, outer?: Context) {
    this.#exchange = exchange;
    this.#host = host;
    this.#status = status;
    this.#route = route;
    this.#outer = outer;
  }

  /** The context that this one is a fork of. */
  get #twin(): Context | undefined {
    return this.#outer !== undefined && this.#outer.#host === this.#host ? this.#outer : undefined;
  }

  get #ownSignal(): AbortSignal | undefined {
    for (let at: Context | undefined = this; at !== undefined; at = at.#outer) {
      if (at.#abort !== undefined) return at.#abort.signal;
    }
    return undefined;
  }

  /**
   * The request in fetch terms, with body and signal. A body over the limit (`maxBodyBytes` of route or server) fails the
   * read, and the request with 413 unless the handler catches it. A body that the route's inputs have read can be read again, and so
   * can what a middleware has read of it before `next()`, up to 16 MiB.
   */
  get request(): Request {
    if (this.#request === undefined) {
      const twin = this.#twin;
      if (twin === undefined) this.#request = this.#makeRequest();
      else {
        this.#request = twin.request;
        this.#exchange = twin.#exchange;
      }
    }
    return this.#request;
  }

  #makeRequest(): Request {
    if (this.#route === undefined && this.#exchange.bodyLength !== 0 && !this.#keepsBody) {
      this.#keepsBody = true;
      this.#exchange = withKeptBody(this.#exchange);
    }
    const exchange = this.#exchange;
    if (this.#body !== undefined) return webRequest(exchange, this.#body);
    // The platform's own Request is the better one, unless our limit or a kept body has to stand between. That of a mounted app has
    // another path.
    const given =
      exchange.rootPath === undefined &&
      !this.#keepsBody &&
      exchange instanceof FetchExchange &&
      exchange.maxBodyBytes === Number.POSITIVE_INFINITY;
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

  /**
   * Value of a request field by its name; several lines are joined with `", "`. No `Request` is made for it. Bound, so that it can
   * be taken out of the context.
   */
  get header(): (name: string) => string | undefined {
    return (name) => this.#exchange.header(name.toLowerCase());
  }

  /** Who sent the request: the peer's address, or the one a trusted proxy named. Empty where the platform does not tell. */
  get client(): { readonly address: string; readonly port: number } {
    return { address: this.#exchange.remoteAddress, port: this.#exchange.remotePort };
  }

  /** The route that matched; undefined in a middleware before `next()`, and for what no route answers. */
  get route(): Route | undefined {
    return this.#route;
  }

  /** Aborted when the client leaves before the answer is complete, or the time for it is up (`timeoutMs`, `timeout()`). */
  get signal(): AbortSignal {
    return this.#ownSignal ?? this.#exchange.signal;
  }

  /** The request's id, where the middleware `requestId()` gives it one. */
  get requestId(): string | undefined {
    return keptValue(this, requestIdKey) as string | undefined;
  }

  /** Status, headers and cookies merged into whatever the handler returns. */
  get reply(): Reply {
    this.#reply ??= new Reply(this.#status);
    return this.#reply;
  }

  /**
   * This request's own copy of what the lifespan yielded: `{}` without one. In a mounted app with what the app around it has in its
   * own when this is first asked for.
   */
  get state(): State {
    this.#state ??= this.#twin?.state ?? { ...this.#outer?.state, ...this.#host.state };
    return this.#state;
  }

  /** The app's logger. */
  get log(): Logger {
    return this.#host.logger;
  }

  /**
   * Path of a route by its name, with everything that `include` put before it.
   *
   *     context.url("readItem", { item_id: 3 })   // "/v1/items/3"
   *
   * Bound, so that it can be taken out of the context.
   * @throws TypeError for a name that no route has, or a parameter that is missing.
   */
  get url(): (name: string, params?: { readonly [name: string]: string | number }) => string {
    return (name, params = {}) => this.rootPath + this.#host.url(name, params);
  }

  /** What the app stands below: the path of its mount, or what a proxy cut off. Empty without. */
  get rootPath(): string {
    return this.#exchange.rootPath ?? this.#host.rootPath;
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
