import { type AnyHandler, Definition } from "./definition.ts";
import type { Route, RouteOptions, Verb } from "./types.ts";

/** A list of routes that others can include. `Router` gives it its verbs. */
export class RouteList {
  /** Put before every template registered or included here. */
  protected readonly prefix: string;
  readonly #definitions: Definition[] = [];
  readonly #mounts: { readonly into: RouteList; readonly prefix: string }[] = [];

  protected constructor(prefix: string) {
    this.prefix = checkPrefix(prefix);
  }

  /** Routes in order of registration, included ones too. */
  get routes(): readonly Route[] {
    return this.#definitions;
  }

  /**
   * Adds the routes of another router below `prefix`, also those it gets later.
   * @throws TypeError for a malformed prefix, a route that exists already, or a router that would contain itself.
   */
  include(router: RouteList, options: { prefix?: string } = {}): void {
    const prefix = this.prefix + checkPrefix(options.prefix ?? "");
    if (router === this || this.#isWithin(router)) throw new TypeError("a router cannot include itself");
    for (const definition of router.#definitions) this.adopt(definition.below(prefix));
    router.#mounts.push({ into: this, prefix });
  }

  #isWithin(router: RouteList): boolean {
    return this.#mounts.some(({ into }) => into === router || into.#isWithin(router));
  }

  /** Takes a route in, here and wherever this list is included. */
  protected adopt(definition: Definition): void {
    this.#definitions.push(definition);
    for (const { into, prefix } of this.#mounts) into.adopt(definition.below(prefix));
  }
}

export interface RouterOptions<Pre extends string> {
  /** Put before every template, e.g. `"/orgs/{org_id}"`: starts with a slash, ends without. Default none. */
  prefix?: Pre;
}

/**
 * Routes that are registered apart and included into an `App` or another router.
 *
 *     const items = new Router({ prefix: "/items" });
 *     items.get("/{item_id}", ({ path }) => path.item_id);
 *     app.include(items, { prefix: "/v1" });
 */
export class Router<const Pre extends string = ""> extends RouteList {
  readonly get: Verb<Pre>;
  readonly put: Verb<Pre>;
  readonly post: Verb<Pre>;
  readonly patch: Verb<Pre>;
  readonly delete: Verb<Pre>;
  readonly head: Verb<Pre>;
  readonly options: Verb<Pre>;

  constructor(options: RouterOptions<Pre> = {}) {
    super(options.prefix ?? "");
    const verb = (method: string): Verb<Pre> => {
      const register = (template: string, second: RouteOptions | AnyHandler, third?: AnyHandler): Route => {
        const [given, handler] = typeof second === "function" ? [{}, second] : [second, third as AnyHandler];
        const definition = new Definition(method, this.prefix + template, given, handler);
        this.adopt(definition);
        return definition;
      };
      return register as Verb<Pre>;
    };
    this.get = verb("GET");
    this.put = verb("PUT");
    this.post = verb("POST");
    this.patch = verb("PATCH");
    this.delete = verb("DELETE");
    this.head = verb("HEAD");
    this.options = verb("OPTIONS");
  }
}

function checkPrefix(prefix: string): string {
  if (prefix === "" || (prefix.startsWith("/") && !prefix.endsWith("/"))) return prefix;
  throw new TypeError(`prefix ${JSON.stringify(prefix)}: it must start with "/" and not end with it`);
}
