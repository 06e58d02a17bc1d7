import { type Definition, socketMethod } from "../definition.ts";
import { RouteList } from "../router.ts";
import { isObject } from "./json.ts";

/** A route in the document, and the key it stands under: its path, a webhook's name, a callback's expression. */
export interface DocumentedRoute {
  readonly route: Definition;
  readonly key: string;
}

/** What is documented of an app. */
export interface DocumentedApp {
  readonly definitions: readonly Definition[];
  readonly webhooks: RouteList;
}

/** A template as OpenAPI has it: a catch-all is a parameter like others. */
function documentPath(template: string): string {
  return template.replace(/\{(\w+)\.\.\.\}$/, "{$1}");
}

/** Routes that requests can reach: not hidden, no WebSockets, and of two alike the first. */
export function documentedRoutes(definitions: readonly Definition[]): DocumentedRoute[] {
  const seen = new Set<string>();
  const routes: DocumentedRoute[] = [];
  for (const route of definitions) {
    const shape = route.segments.map(({ kind, text }) => (kind === "static" ? `=${text}` : kind)).join("/");
    const id = `${route.method} ${shape}`;
    if (route.method === socketMethod || seen.has(id)) continue;
    seen.add(id);
    if (!route.hidden) routes.push({ route, key: documentPath(route.template) });
  }
  return routes;
}

/**
 * Webhooks by name: the template without its slash.
 * @throws TypeError for one without a name.
 */
export function documentedWebhooks(webhooks: RouteList): DocumentedRoute[] {
  return documentedRoutes(webhooks.definitions).map(({ route, key }) => {
    if (key.length < 2) throw new TypeError(`webhooks: ${route.titleWithPlace} has no name: give it one after the "/"`);
    return { route, key: key.slice(1) };
  });
}

/**
 * The callbacks of a route: `{ name: router }`, or `{ name: { expression: router } }` where a path cannot say it, e.g.
 * `{ paid: { "{$request.body#/callback_url}": router } }`: the expression stands before each of the router's paths.
 * @throws TypeError for anything else.
 */
export function callbacksOf(route: Definition): { readonly name: string; readonly routes: DocumentedRoute[] }[] {
  return Object.entries(route.callbacks).map(([name, given]: [string, unknown]) => {
    if (given instanceof RouteList) return { name, routes: documentedRoutes(given.definitions) };
    const routes = isObject(given) ? Object.entries(given) : [];
    if (routes.length === 0 || !routes.every(([, inner]) => inner instanceof RouteList)) {
      throw new TypeError(
        `${route.titleWithPlace}: callbacks: ${name} is neither a Router nor a record of them by expression`,
      );
    }
    return {
      name,
      routes: routes.flatMap(([expression, inner]) =>
        documentedRoutes((inner as RouteList).definitions).map(({ route: inside, key }) => ({
          route: inside,
          key: expression + (key === "/" ? "" : key),
        })),
      ),
    };
  });
}

/** Everything in the document, in its order: each route and then its callbacks, webhooks at the end. */
export function allDocumented(app: DocumentedApp): Definition[] {
  const found = [...documentedRoutes(app.definitions), ...documentedWebhooks(app.webhooks)];
  const all = new Set<Definition>();
  const add = ({ route }: DocumentedRoute): void => {
    if (all.has(route)) return;
    all.add(route);
    for (const { routes } of callbacksOf(route)) routes.forEach(add);
  };
  found.forEach(add);
  return [...all];
}
