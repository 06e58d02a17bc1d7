import { FlotillaError } from "../core/errors.ts";
import type { Exchange, ExchangeHandler } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { Context, type ContextHost, deferredWork, touchedReply } from "./context.ts";
import { Deferred } from "./deferred.ts";
import type { Definition } from "./definition.ts";
import { describeError } from "./describe-error.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import { HTTPError } from "./http-error.ts";
import { toJson } from "./json.ts";
import { Lifespan, type LifespanFunction } from "./lifespan.ts";
import { jsonFields, respond, sendHttpError } from "./respond.ts";
import { type Match, RouteTable } from "./route-table.ts";
import { Router } from "./router.ts";
import { slashRedirect } from "./slash-redirect.ts";
import type { State } from "./types.ts";

export interface AppOptions {
  /** Name of the API for documents and tools. Default `"Flotilla"`. */
  title?: string;
  /** Version of the API. Default `"0.1.0"`. */
  version?: string;
  /** Redirect `/items/` to `/items` and back (307) where only the other exists. Default true. */
  redirectSlashes?: boolean;
  /** Where errors go. Default the console. */
  logger?: Logger;
  /** Runs around the app's life; what it yields is `context.state`. */
  lifespan?: LifespanFunction;
}

const knownOptions = new Set(["title", "version", "redirectSlashes", "logger", "lifespan"]);
const consoleLogger: Logger = { log: (level, message) => (level === "debug" ? undefined : console[level](message)) };
const noInput: Readonly<Record<string, never>> = Object.freeze({});
const notFound = '{"detail":"Not Found"}';
const wrongMethod = '{"detail":"Method Not Allowed"}';
const serverError = '{"detail":"Internal Server Error"}';

/**
 * An API: routes and what goes with them. Created by the user; owns its route table, the state of its lifespan and the
 * work deferred by its handlers. Runs on our server, or anywhere through `fetch`.
 *
 *     export const app = new App({ title: "Shop" });
 *     app.get("/items/{item_id}", ({ path }) => ({ id: path.item_id }));
 */
export class App extends Router implements ExchangeHandler {
  /** Servers hand it their exchanges; no `Request` is built. */
  readonly takesExchanges = true;
  readonly title: string;
  readonly version: string;
  logger: Logger;
  readonly #redirectSlashes: boolean;
  readonly #table = new RouteTable();
  readonly #deferred = new Deferred();
  readonly #lifespan: LifespanFunction | undefined;
  readonly #host: ContextHost;
  #running: Lifespan | undefined;
  #starting: Promise<void> | undefined;
  #state: State = {} as State;

  /** @throws TypeError for an unknown option. */
  constructor(options: AppOptions = {}) {
    super();
    for (const name of Object.keys(options)) {
      if (!knownOptions.has(name)) {
        throw new TypeError(`App: unknown option "${name}"; known are ${[...knownOptions].join(", ")}`);
      }
    }
    this.title = options.title ?? "Flotilla";
    this.version = options.version ?? "0.1.0";
    this.logger = options.logger ?? consoleLogger;
    this.#redirectSlashes = options.redirectSlashes ?? true;
    this.#lifespan = options.lifespan;
    const app = this;
    this.#host = {
      get logger() {
        return app.logger;
      },
      get state() {
        return app.#state;
      },
    };
  }

  protected override adopt(definition: Definition): void {
    this.#table.add(definition);
    super.adopt(definition);
  }

  /** Starts the lifespan, once; rejects with what it throws before its `yield`. The server calls it before it is ready. */
  start(): Promise<void> {
    this.#starting ??= this.#open().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  async #open(): Promise<void> {
    if (this.#lifespan === undefined) return;
    const running = new Lifespan(this.#lifespan);
    this.#state = await running.open();
    this.#running = running;
  }

  /** Waits for deferred work, then ends the lifespan. The server calls it after its drain. */
  async stop(): Promise<void> {
    await this.drained();
    const running = this.#running;
    this.#running = undefined;
    this.#starting = undefined;
    this.#state = {} as State;
    await running?.close();
  }

  /** Resolves when no deferred work is left. */
  drained(): Promise<void> {
    return this.#deferred.drained();
  }

  /**
   * Answers a fetch `Request`: the whole app on any platform, and in tests. Starts the lifespan if nobody has. Bound, so
   * that it can be passed on. Rejects only if the lifespan fails or the request's signal aborts.
   */
  readonly fetch = async (request: Request): Promise<Response> => {
    if (this.#lifespan !== undefined) await this.start();
    const exchange = new FetchExchange(request);
    this.handle(exchange);
    return exchange.response;
  };

  /** Answers one exchange. Errors of handlers end here, as answers and log lines. */
  handle(exchange: Exchange): void {
    try {
      const match = this.#find(exchange.method, exchange.path);
      if (match === undefined) this.#refuse(exchange);
      else this.#run(exchange, match);
    } catch (error) {
      this.#fail(exchange, error);
    }
  }

  #find(method: string, path: string): Match | undefined {
    const match = this.#table.find(method, path);
    return match === undefined && method === "HEAD" ? this.#table.find("GET", path) : match;
  }

  #run(exchange: Exchange, { route, values }: Match): void {
    if (route.options.maxBodyBytes !== undefined) exchange.maxBodyBytes = route.options.maxBodyBytes;
    const input = values.length === 0 ? noInput : { path: decodeValues(route.names, values) };
    const context = new Context(exchange, this.#host, route.status);
    const result = route.handler(input as Parameters<Definition["handler"]>[0], context);
    if (!isThenable(result)) {
      this.#answer(exchange, context, route, result);
      return;
    }
    result.then(
      (value) => {
        try {
          this.#answer(exchange, context, route, value);
        } catch (error) {
          this.#fail(exchange, error);
        }
      },
      (error: unknown) => this.#fail(exchange, error),
    );
  }

  #answer(exchange: Exchange, context: Context, route: Definition, result: unknown): void {
    const sent = exchange.closed ? discard(result) : respond(exchange, result, route.status, touchedReply(context));
    if (sent === undefined) this.#runDeferred(exchange, context);
    else sent.catch((error: unknown) => this.#fail(exchange, error)).then(() => this.#runDeferred(exchange, context));
  }

  #runDeferred(exchange: Exchange, context: Context): void {
    const work = deferredWork(context);
    if (work !== undefined) this.#deferred.run(work, exchange, this.logger);
  }

  /** 404, 405 or the redirect to the form with (without) the slash. */
  #refuse(exchange: Exchange): void {
    const methods = this.#table.methods(exchange.path);
    if (methods.size > 0) {
      if (methods.has("GET")) methods.add("HEAD");
      exchange.send(405, ["allow", [...methods].sort().join(", "), ...jsonFields], wrongMethod);
      return;
    }
    const location = this.#redirectSlashes
      ? slashRedirect(exchange, (path) => this.#table.methods(path).size > 0)
      : undefined;
    if (location === undefined) exchange.send(404, jsonFields, notFound);
    else exchange.send(307, ["location", location], null);
  }

  #fail(exchange: Exchange, error: unknown): void {
    const where = `${exchange.method} ${exchange.path}`;
    if (exchange.started) {
      this.logger.log("error", `${where}: failed after its answer had begun: ${describeError(error)}`);
      exchange.destroy(error instanceof Error ? error : undefined);
      return;
    }
    const fault = exchange.closed ? { error } : sendExpected(exchange, error);
    if (fault === undefined) return;
    // A client that closed only its half is still answered, but what it made fail is not our fault either.
    if (exchange.signal.aborted) {
      this.logger.log("debug", `${where}: failed after the client left: ${describeError(fault.error)}`);
    } else {
      this.logger.log("error", `${where}: ${describeError(fault.error)}`);
    }
    if (!exchange.closed) exchange.send(500, jsonFields, serverError);
  }
}

/** Answers an error that has an answer of its own. Otherwise returns what is to be logged and answered with 500. */
function sendExpected(exchange: Exchange, error: unknown): { readonly error: unknown } | undefined {
  try {
    const client = clientFault(error);
    if (error instanceof HTTPError) sendHttpError(exchange, error);
    else if (client !== undefined) exchange.send(client.status, jsonFields, toJson({ detail: client.message }));
    else return { error };
    return undefined;
  } catch (failure) {
    return { error: failure };
  }
}

/** The client left: nobody reads the body of a Response. */
function discard(result: unknown): Promise<void> | undefined {
  return result instanceof Response && result.body?.locked === false ? result.body.cancel() : undefined;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** @throws HTTPError 400 for a value whose percent-encoding is malformed or not UTF-8. */
function decodeValues(names: readonly string[], values: readonly string[]): Record<string, string> {
  const path: Record<string, string> = {};
  for (let i = 0; i < names.length; i++) {
    const raw = values[i];
    try {
      path[names[i]] = raw.includes("%") ? decodeURIComponent(raw) : raw;
    } catch {
      throw new HTTPError(400, `The path parameter ${names[i]} is not valid percent-encoded UTF-8`);
    }
  }
  return path;
}

/** The error of the client that made a handler fail, e.g. a body over the limit. A fetch body may wrap it as a cause. */
function clientFault(error: unknown): FlotillaError | undefined {
  for (let depth = 0; depth < 4 && error instanceof Error; depth++) {
    if (error instanceof FlotillaError) return error.source === "client" ? error : undefined;
    error = error.cause;
  }
  return undefined;
}
