import type { App } from "./app.ts";
import type { Definition } from "./definition.ts";
import { allDocumented } from "./openapi/documented.ts";
import { OperationIds } from "./openapi/operation-ids.ts";
import type { Plan } from "./plan/plan.ts";
import type { SchemaNode } from "./schema/node.ts";

/** Faults shown at once; more are counted. */
const maxShown = 20;

/**
 * Checks everything that can be told before the first request, and warns of what works but is probably meant otherwise.
 * @throws TypeError as `refuseFaults`.
 */
export function checkApp(app: App, routes: readonly Definition[], planOf: (route: Definition) => Plan): void {
  const documented = refuseFaults(app, routes, planOf);
  for (const warning of app.warnings) app.logger.log("warn", warning);
  warnOfOperationIds(app, documented);
  for (const route of routes) {
    if ((route.method === "GET" || route.method === "HEAD") && planOf(route).bodyKind !== undefined) {
      app.logger.log(
        "warn",
        `${route.titleWithPlace} reads a body: many clients and proxies send none with ${route.method}`,
      );
    }
  }
}

/**
 * Checks `routes` and what the document shows beside them; returns the latter.
 * @throws TypeError that lists each route at fault with its place in the user's code.
 */
export function refuseFaults(
  app: App,
  routes: readonly Definition[],
  planOf: (route: Definition) => Plan,
): readonly Definition[] {
  const faults: string[] = [];
  const models = new Models();
  const documented = documentedBy(app, faults);
  for (const route of new Set([...routes, ...documented])) {
    try {
      models.add(planOf(route));
    } catch (error) {
      faults.push(`${route.titleWithPlace}: ${error instanceof Error ? error.message : error}`);
    }
  }
  faults.push(...models.faults);
  if (faults.length > 0) {
    const more = faults.length > maxShown ? [`and ${faults.length - maxShown} more`] : [];
    throw new TypeError([...faults.slice(0, maxShown), ...more].join("\n"));
  }
  return documented;
}

/** Routes that the document shows: webhooks and callbacks are served by nobody, but must be right as well. */
function documentedBy(app: App, faults: string[]): readonly Definition[] {
  try {
    return allDocumented(app);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
    return [];
  }
}

/** One line for all: an app that includes a router twice has many. */
function warnOfOperationIds(app: App, documented: readonly Definition[]): void {
  const { duplicates } = new OperationIds(documented, app.settings.document.operationId);
  if (duplicates.size === 0) return;
  const lines = [...duplicates].map(([id, routes]) => `${id} (${routes.map(({ title }) => title).join(", ")})`);
  const more = lines.length > maxShown ? `, and ${lines.length - maxShown} more` : "";
  app.logger.log(
    "warn",
    `several routes have one operationId, and get longer ones in the document: ${lines.slice(0, maxShown).join("; ")}${more}`,
  );
}

/** The named models of all routes: two different ones must not have one name. */
class Models {
  readonly faults: string[] = [];
  readonly #known = new Map<string, { source: unknown; node: SchemaNode; title: string }>();

  add(plan: Plan): void {
    const sets = [plan.inputs, ...plan.tree.steps.map(({ inputs }) => inputs)];
    const descriptions = sets.flatMap(({ path, query, headers, cookies, body, form }) =>
      [...path, query, headers, cookies, body, form].flatMap((reader) =>
        reader === undefined ? [] : [reader.description],
      ),
    );
    for (const { sources, defs } of [...descriptions, ...plan.responseDescriptions]) {
      for (const [name, source] of Object.entries(sources)) {
        const known = this.#known.get(name);
        if (known === undefined) {
          this.#known.set(name, { source, node: defs[name], title: plan.route.title });
        } else if (known.source !== source && JSON.stringify(known.node) !== JSON.stringify(defs[name])) {
          this.faults.push(
            `${plan.route.titleWithPlace}: the model ${name} is not the one of that name in ${known.title}: give one of them another id`,
          );
          // Once is enough.
          known.source = source;
        }
      }
    }
  }
}
