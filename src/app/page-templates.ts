import type { Context } from "./context.ts";
import { asDependency, type Dependency, DependencyDefinition } from "./dependency.ts";
import { html, type Payload, type PayloadInit } from "./results.ts";

/** What every template is given, beside its data. */
export interface TemplateHelpers {
  /** Path of a route by its name: `url("readItem", { item_id: 3 })`. */
  readonly url: (name: string, params?: { readonly [name: string]: string | number }) => string;
  readonly context: Context;
}

/** A template engine: the text of the named template with this data. What must be escaped is up to it. */
export type RenderTemplate = (
  name: string,
  data: { readonly [name: string]: unknown } & TemplateHelpers,
) => string | Promise<string>;

/** Renders a template for the request at hand. */
export type Page = (name: string, data?: { readonly [name: string]: unknown }, init?: PayloadInit) => Promise<Payload>;

/**
 * Pages by any engine's function, as a dependency. Templates get the data and `url`, `context`; data of the same name wins.
 *
 *     const page = templates((name, data) => eta.renderAsync(name, data));
 *     app.get("/items/{id}", { use: { page } }, ({ page, path }) => page("item", { id: path.id }));
 *
 * @throws TypeError for what is no function.
 */
export function templates(render: RenderTemplate): Dependency<Page> {
  if (typeof render !== "function")
    throw new TypeError("templates: give it the engine's function: (name, data) => text");
  const make = (_input: unknown, context: Context): Page => {
    const helpers: TemplateHelpers = { url: (name, params) => context.url(name, params), context };
    return async (name, data, init) => html(await render(name, { ...helpers, ...data }), init);
  };
  return asDependency(new DependencyDefinition("request", Object.freeze({}), make)) as Dependency<Page>;
}
