import type { Exchange, ExchangeHandler } from "../core/exchange.ts";
import type { Logger } from "../core/logger.ts";
import { AppMount } from "./app-mount.ts";
import { AppRun } from "./app-run.ts";
import type { Context } from "./context.ts";
import type { Definition } from "./definition.ts";
import type { Uses } from "./dependency.ts";
import { ErrorAnswers } from "./error-answers.ts";
import { FetchExchange } from "./fetch-exchange.ts";
import { type Front, frontOf, type MountedStaticOptions } from "./front.ts";
import { layerKeys } from "./layer.ts";
import type { Middleware } from "./middleware.ts";
import { FetchMount, type Mount } from "./mount.ts";
import { docsRoutes } from "./openapi/docs-routes.ts";
import type { DocumentRequest } from "./openapi/documents.ts";
import type { OpenAPIDocument } from "./openapi/json.ts";
import type { Platform } from "./platform/platform.ts";
import { webPlatform } from "./platform/web-platform.ts";
import { RouteTable } from "./route-table.ts";
import { Router } from "./router.ts";
import { type AppOptions, type Settings, settingsOf } from "./settings.ts";
import { StaticMount } from "./static-mount.ts";

const consoleLogger: Logger = { log: (level, message) => (level === "debug" ? undefined : console[level](message)) };

/** What `mount` takes beside an App: a fetch function, or an object with one. */
export type FetchApp =
  | ((request: Request) => Response | Promise<Response>)
  | { fetch(request: Request): Response | Promise<Response> };

/**
 * An API: routes and what goes with them. Created by the user; owns its route table, middlewares and error handlers, and the run
 * that serves it. Runs on our server, or anywhere through `fetch`.
 *
 *     export const app = new App({ title: "Shop" });
 *     app.get("/items/{item_id}", ({ path }) => ({ id: path.item_id }));
 */
export class App<U extends Uses = {}> extends Router<"", {}, U> implements ExchangeHandler {
  /** Internal: servers hand it their exchanges; no `Request` is built. */
  readonly takesExchanges = true;
  /** Where errors go. */
  logger: Logger;
  /** Internal: what a run of this app works with. */
  readonly settings: Settings;
  /** Internal. */
  readonly table: RouteTable = new RouteTable();
  /** Internal. */
  readonly errors: ErrorAnswers = new ErrorAnswers();
  /** Internal: what the log says at start. */
  readonly warnings: string[] = [];
  /** Requests that the API's owner makes to its users, for the document only. */
  readonly webhooks: Router = new Router();
  readonly #named = new Map<string, Definition>();
  readonly #middlewares: Middleware[] = [];
  readonly #mounts: Mount[] = [];
  #run: AppRun;
  /** Servers that have started it and not stopped it yet. */
  #servers = 0;
  #prepared = false;

  /** @throws TypeError for an unknown or malformed option. */
  constructor(options: AppOptions<U> = {}) {
    const settings = settingsOf(options as AppOptions);
    super({ ...pickLayer(options), lifespan: settings.lifespan });
    this.settings = settings;
    this.logger = options.logger ?? consoleLogger;
    this.#run = new AppRun(this as unknown as App, { platform: webPlatform });
  }

  /** Name of the API. */
  get title(): string {
    return this.settings.document.title ?? "Flotilla";
  }

  /** Version of the API. */
  get version(): string {
    return this.settings.document.version ?? "0.1.0";
  }

  /** Internal. */
  get middlewares(): readonly Middleware[] {
    return this.#middlewares;
  }

  /** Internal. */
  get mounts(): readonly Mount[] {
    return this.#mounts;
  }

  protected override adopt(definition: Definition): void {
    if (definition.template === "") {
      throw new TypeError(
        `${definition.titleWithPlace}: route template "": it must start with "/", or its router be included with a prefix`,
      );
    }
    const twin = this.table.add(definition);
    if (twin !== undefined) {
      this.warnings.push(
        `${definition.titleWithPlace} is never reached: ${twin.titleWithPlace} was registered before and matches the same paths`,
      );
    }
    const { name } = definition;
    if (name !== undefined && !this.#named.has(name)) this.#named.set(name, definition);
    super.adopt(definition);
  }

  /** Internal: the first route of a name. */
  routeNamed(name: string): Definition | undefined {
    return this.#named.get(name);
  }

  /** Internal: all routes, once everything that is registered late has been. */
  prepare(): readonly Definition[] {
    if (!this.#prepared) {
      this.#prepared = true;
      const source = {
        title: this.title,
        options: this.settings.document,
        document: (request: DocumentRequest) => this.#run.documents.get(request),
      };
      // A path that the user has a route for stays the user's.
      for (const route of docsRoutes(source)) this.table.add(route);
    }
    return this.definitions;
  }

  /**
   * The OpenAPI document: what `/openapi.json` answers, as an object of the caller's own. Needs no start.
   * @throws TypeError that lists each route at fault with its place; for another version.
   */
  openapi(options: DocumentRequest = {}): OpenAPIDocument {
    this.#run.check();
    return JSON.parse(this.#run.documents.get(options).text) as OpenAPIDocument;
  }

  /**
   * Runs `middleware` around every request, 404s and errors included; the first one added is outermost.
   *
   *     app.middleware(async (context, next) => {
   *       const started = performance.now();
   *       await next();
   *       context.reply.headers.set("x-process-ms", String(performance.now() - started));
   *     });
   */
  middleware(middleware: Middleware): void {
    if (typeof middleware !== "function") throw new TypeError("middleware: not a function");
    this.#middlewares.push(middleware);
  }

  /**
   * Answers errors of a class (those that extend it included; the nearest class wins), or of a status: 404, 405, 422 and 500 too.
   * `Error` and 500 stand for whatever nobody expected, which is logged all the same.
   *
   *     app.catch(OutOfStock, (error, { reply }) => { reply.status = 409; return { detail: error.message }; });
   *
   * @throws TypeError for what is neither, or has a handler already.
   */
  catch<E extends Error>(
    kind: abstract new (...args: never) => E,
    handler: (error: E, context: Context) => unknown,
  ): void;
  catch(
    kind: number,
    handler: (error: Error & { readonly status?: number; readonly detail?: unknown }, context: Context) => unknown,
  ): void;
  catch(kind: unknown, handler: unknown): void {
    this.errors.add(kind, handler);
  }

  /**
   * Serves another app below `prefix`: an App (with its own docs, middlewares and lifespan), or anything with `fetch`. Routes of
   * this app come first.
   * @throws TypeError for a malformed prefix, or what cannot be served.
   */
  mount(prefix: string, app: App | FetchApp): void {
    if (!/^\/.*[^/]$/.test(prefix))
      throw new TypeError(`mount: ${JSON.stringify(prefix)} must start with "/" and not end with it`);
    if (app instanceof App) {
      if ((app as unknown) === this || app.#serves(this))
        throw new TypeError("mount: an app cannot be mounted in itself");
      this.addMount({ prefix, target: new AppMount(prefix, app), last: false });
      return;
    }
    const fetch = typeof app === "function" ? app : app?.fetch?.bind(app);
    if (typeof fetch !== "function") throw new TypeError("mount: neither an App nor anything with fetch(request)");
    this.addMount({ prefix, target: new FetchMount(prefix, fetch), last: false });
  }

  #serves(app: unknown): boolean {
    return this.#mounts.some(
      ({ target }) => target instanceof AppMount && (target.app === app || target.app.#serves(app)),
    );
  }

  /**
   * Serves the files of a folder below `prefix`, with validators and ranges; what is not there is a 404. Routes come first.
   *
   *     app.static("/assets", "./assets", { maxAge: 3600 });
   *
   * A relative folder is below the working folder; `new URL("./assets", import.meta.url)` is beside the module.
   * @throws TypeError for a malformed prefix or option. A folder that is not there is an error at start.
   */
  static(prefix: string, directory: string | URL, options: MountedStaticOptions = {}): void {
    this.#addFront(frontOf("static", prefix, directory, options), false);
  }

  protected override adoptFront(front: Front): void {
    super.adoptFront(front);
    this.#addFront(front, true);
  }

  #addFront({ prefix, files, check, layers }: Front, last: boolean): void {
    if (prefix.includes("{")) throw new TypeError(`frontend: the prefix ${prefix} has parameters: give it none`);
    this.addMount({ prefix, target: new StaticMount(prefix, files, check, layers), last });
  }

  /** Internal: static files and front ends too. */
  addMount(mount: Mount): void {
    if (this.#mounts.some(({ prefix, last }) => prefix === mount.prefix && last === mount.last)) {
      throw new TypeError(`mount: something is mounted at ${mount.prefix} already`);
    }
    this.#mounts.push(mount);
  }

  /**
   * Path of a route by its name, with everything that `include` put before it: for tests and whatever has no request at hand.
   * Handlers have `context.url`, which also knows what the app stands below.
   *
   *     app.url("readItem", { item_id: 3 })   // "/v1/items/3"
   *
   * @throws TypeError for a name that no route has, or a parameter that is missing.
   */
  url(name: string, params: { readonly [name: string]: string | number } = {}): string {
    return this.#run.url(name, params);
  }

  /**
   * Checks every route and starts lifespan and resources, once. The server calls it before it is ready, with what it has to offer.
   * Rejects with what is wrong.
   */
  async start(platform?: Platform): Promise<void> {
    if (platform === undefined) return this.#run.start();
    if (platform !== this.#run.platform && !this.#run.isStarted) {
      this.#run = new AppRun(this as unknown as App, { platform });
    }
    this.#servers++;
    try {
      await this.#run.start();
    } catch (error) {
      this.#servers--;
      throw error;
    }
  }

  /**
   * Waits for deferred work, then ends resources and the lifespan. A server calls it after its drain; while another one serves the
   * app, it goes on.
   */
  async stop(): Promise<void> {
    if (this.#servers > 0) this.#servers--;
    if (this.#servers === 0) await this.#run.stop();
  }

  /** Resolves when no deferred work is left. */
  drained(): Promise<void> {
    return this.#run.drained();
  }

  /**
   * Answers a fetch `Request`: the whole app on any platform, and in tests. Starts the app if nobody has. Bound, so
   * that it can be passed on. Rejects only if the app cannot start or the request's signal aborts.
   */
  readonly fetch = async (request: Request): Promise<Response> => {
    await this.#run.start();
    const exchange = new FetchExchange(request);
    this.#run.handle(exchange);
    return exchange.response;
  };

  /** Internal: answers one exchange. Errors of handlers end here, as answers and log lines. */
  handle(exchange: Exchange): void {
    this.#run.handle(exchange);
  }
}

function pickLayer<U extends Uses>(options: AppOptions<U>): { use?: U } {
  const layer: { [name: string]: unknown } = {};
  for (const key of layerKeys) {
    if (key !== "path" && Object.hasOwn(options, key)) layer[key] = options[key as keyof typeof options];
  }
  return layer;
}
