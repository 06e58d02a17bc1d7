import { type AnyHandler, Definition, socketMethod } from "./definition.ts";
import type { Named, Uses } from "./dependency.ts";
import { type Front, frontOf, type MountedStaticOptions } from "./front.ts";
import { type Layer, layerKeys, layerOf } from "./layer.ts";
import type { LifespanFunction } from "./lifespan.ts";
import type { Callbacks, Place, Responses, Route, RouteOptions, Verb } from "./types.ts";
import { unknownOption } from "./unknown-option.ts";
import type { SocketVerb } from "./websocket/types.ts";

/** A list of routes that others can include. `Router` gives it its verbs. */
export class RouteList {
  /** Put before every template registered or included here. */
  protected readonly prefix: string;
  /** What this list gives its routes. */
  protected readonly layers: readonly Layer[];
  readonly #definitions: Definition[] = [];
  readonly #fronts: Front[] = [];
  readonly #included: RouteList[] = [];
  readonly #lifespan: LifespanFunction | undefined;
  readonly #mounts: { readonly into: RouteList; readonly prefix: string; readonly layers: readonly Layer[] }[] = [];

  protected constructor(prefix: string, layer: Layer | undefined, lifespan?: LifespanFunction) {
    this.#lifespan = lifespan;
    this.prefix = checkPrefix(prefix);
    this.layers = layer === undefined ? [] : [layer];
  }

  /** Routes in order of registration, included ones too. */
  get routes(): readonly Route[] {
    return this.#definitions;
  }

  /** Internal: what runs around the life of this list and of what it includes, each once. */
  get lifespans(): readonly LifespanFunction[] {
    const all = new Set(this.#lifespan === undefined ? [] : [this.#lifespan]);
    for (const list of this.#included) for (const lifespan of list.lifespans) all.add(lifespan);
    return [...all];
  }

  /** Internal: the same, as the app sees them. */
  get definitions(): readonly Definition[] {
    return this.#definitions;
  }

  /**
   * Adds the routes of another router below `prefix`, also those it gets later. `tags`, `use`, `responses`, `callbacks`,
   * `deprecated`, `hidden` and `strictContentType` go to each of them; `path` declares the parameters of `prefix`.
   * @throws TypeError for a malformed prefix or option, or a router that would contain itself.
   */
  include(router: RouteList, options: IncludeOptions = {}): void {
    if (!(router instanceof RouteList)) {
      throw new TypeError('include: the first argument is not a Router: include(router, { prefix: "/items" })');
    }
    for (const name of Object.keys(options))
      if (!includeKeys.has(name)) throw unknownOption("include", name, includeKeys);
    const prefix = this.prefix + checkPrefix(options.prefix ?? "");
    if (router === this || this.#isWithin(router)) throw new TypeError("a router cannot include itself");
    const layer = layerOf("include", options);
    const layers = layer === undefined ? this.layers : [...this.layers, layer];
    for (const definition of router.#definitions) this.adopt(definition.below(prefix, layers));
    for (const front of router.#fronts) this.adoptFront(front.below(prefix, layers));
    router.#mounts.push({ into: this, prefix, layers });
    this.#included.push(router);
  }

  #isWithin(router: RouteList): boolean {
    return this.#mounts.some(({ into }) => into === router || into.#isWithin(router));
  }

  /** Takes a route in, here and wherever this list is included. */
  protected adopt(definition: Definition): void {
    this.#definitions.push(definition);
    for (const { into, prefix, layers } of this.#mounts) into.adopt(definition.below(prefix, layers));
  }

  /** Takes a front end in, likewise. */
  protected adoptFront(front: Front): void {
    this.#fronts.push(front);
    for (const { into, prefix, layers } of this.#mounts) into.adoptFront(front.below(prefix, layers));
  }
}

/** What `include` adds to every route it brings. */
export interface IncludeOptions {
  /** Put before every template. Default none. */
  prefix?: string;
  /** Parameters of the prefix. */
  path?: Place;
  /** Dependencies of every route; they run before the router's own. */
  use?: Uses;
  tags?: readonly string[];
  responses?: Responses;
  deprecated?: boolean;
  hidden?: boolean;
  /** Callbacks of every route, for the document. */
  callbacks?: Callbacks;
  /** Whether a JSON body is read only if the content type says JSON. Default: as outside. */
  strictContentType?: boolean;
}

/** Options of `new Router()`. */
export interface RouterOptions<Pre extends string = string, P = Place, U = Uses> {
  /** Put before every template, e.g. `"/orgs/{org_id}"`: starts with a slash, ends without. Default none. */
  prefix?: Pre;
  /** Parameters of the prefix, or of one that a later `include` gives. */
  path?: P;
  /** Dependencies of every route. */
  use?: U;
  tags?: readonly string[];
  responses?: Responses;
  deprecated?: boolean;
  /** Routes are left out of the document. Default false. */
  hidden?: boolean;
  /** Callbacks of every route, for the document. */
  callbacks?: Callbacks;
  /** Whether a JSON body is read only if the content type says JSON. Default: as where the router is included. */
  strictContentType?: boolean;
  /**
   * Runs around the life of an app that includes the router, inside the app's own. What it yields is in `context.state`, where
   * the app's own lifespan has not set the same names.
   */
  lifespan?: LifespanFunction;
}

const includeKeys = new Set<string>(["prefix", ...layerKeys]);
const routerKeys = new Set<string>([...includeKeys, "lifespan"]);

/**
 * Routes that are registered apart and included into an `App` or another router.
 *
 *     const items = new Router({ prefix: "/items" });
 *     items.get("/{item_id}", ({ path }) => path.item_id);
 *     app.include(items, { prefix: "/v1" });
 */
export class Router<const Pre extends string = "", P extends Place = {}, U extends Uses = {}> extends RouteList {
  /** A route for GET, and HEAD: `(template, handler)` or `(template, options, handler)`. Returns the route. */
  readonly get: Verb<Pre, P, Named<U>>;
  /** A route for PUT; as `get`. */
  readonly put: Verb<Pre, P, Named<U>>;
  /** A route for POST; as `get`. */
  readonly post: Verb<Pre, P, Named<U>>;
  /** A route for PATCH; as `get`. */
  readonly patch: Verb<Pre, P, Named<U>>;
  /** A route for DELETE; as `get`. */
  readonly delete: Verb<Pre, P, Named<U>>;
  /** A route for HEAD of its own, where that of GET will not do. */
  readonly head: Verb<Pre, P, Named<U>>;
  /** A route for OPTIONS; as `get`. */
  readonly options: Verb<Pre, P, Named<U>>;
  /** A route for TRACE; as `get`. */
  readonly trace: Verb<Pre, P, Named<U>>;
  /** A WebSocket endpoint: `(input, socket) => …`; see docs/websocket.md. */
  readonly websocket: SocketVerb<Pre, P, Named<U>>;

  /** @throws TypeError for an unknown option or a malformed prefix. */
  constructor(options: RouterOptions<Pre, P, U> = {}) {
    for (const name of Object.keys(options)) if (!routerKeys.has(name)) throw unknownOption("Router", name, routerKeys);
    super(options.prefix ?? "", layerOf("Router", options as Layer), options.lifespan);
    const verb = (method: string): Verb<Pre, P, Named<U>> => {
      const register = (template: string, second: RouteOptions | AnyHandler, third?: AnyHandler): Route => {
        const isAlone = typeof second === "function" || second === undefined;
        const [given, handler] = isAlone ? [{}, second as AnyHandler] : [second, third as AnyHandler];
        const definition = new Definition(method, this.prefix + template, given, handler, this.layers);
        this.adopt(definition);
        return definition;
      };
      return register as unknown as Verb<Pre, P, Named<U>>;
    };
    this.get = verb("GET");
    this.put = verb("PUT");
    this.post = verb("POST");
    this.patch = verb("PATCH");
    this.delete = verb("DELETE");
    this.head = verb("HEAD");
    this.options = verb("OPTIONS");
    this.trace = verb("TRACE");
    this.websocket = verb(socketMethod) as unknown as SocketVerb<Pre, P, Named<U>>;
  }

  /**
   * Serves a front end that was built into a folder: after every route and mount, with the dependencies of app and routers. What is no
   * file is answered with `index.html` for whoever asks for a page (`fallback`), so that the front end's own routes work.
   *
   *     app.frontend("/", "./dist");
   *
   * @throws TypeError for a malformed prefix or option. A folder that is not there is an error at start, unless `checkDirectory` is false.
   */
  frontend(prefix: string, directory: string | URL, options: MountedStaticOptions = {}): void {
    const front = frontOf("frontend", prefix, directory, { fallback: "auto", ...options });
    this.adoptFront(front.below(this.prefix, this.layers));
  }
}

function checkPrefix(prefix: string): string {
  if (prefix === "" || (prefix.startsWith("/") && !prefix.endsWith("/"))) return prefix;
  throw new TypeError(`prefix ${JSON.stringify(prefix)}: it must start with "/" and not end with it`);
}
