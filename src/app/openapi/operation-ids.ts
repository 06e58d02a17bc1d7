import type { Definition } from "../definition.ts";
import { titleOf } from "./titles.ts";

/**
 * The operationId of every route of a document, each unique. Made with the document's writer and at the app's start, which warns of
 * what had to be made unique.
 */
export class OperationIds {
  readonly #ids = new Map<Definition, string>();
  /** Ids that several routes asked for, with these routes. */
  readonly duplicates: ReadonlyMap<string, readonly Definition[]>;

  /** @throws TypeError if `own` returns no text. */
  constructor(routes: readonly Definition[], own?: (route: Definition) => string) {
    const wanted = new Map<string, Definition[]>();
    for (const route of routes) {
      const id = own === undefined ? wantedId(route) : checkedId(route, own(route));
      const group = wanted.get(id);
      if (group === undefined) wanted.set(id, [route]);
      else group.push(route);
    }
    const taken = new Set(wanted.keys());
    for (const [id, group] of wanted) {
      this.#ids.set(group[0], id);
      for (const route of group.slice(1)) {
        const longer = `${id}_${slug(route)}`;
        let unique = longer;
        for (let count = 2; taken.has(unique); count++) unique = `${longer}_${count}`;
        taken.add(unique);
        this.#ids.set(route, unique);
      }
    }
    this.duplicates = new Map([...wanted].filter(([, group]) => group.length > 1));
  }

  of(route: Definition): string {
    return this.#ids.get(route) ?? wantedId(route);
  }
}

function wantedId(route: Definition): string {
  return route.options.operationId ?? route.name ?? slug(route);
}

/** Method and path as a name: `get_items_item_id`, `get_root`. */
function slug({ method, segments }: Definition): string {
  const parts = segments.map(({ text }) => text.replace(/\W+/g, "_")).filter(Boolean);
  return [method.toLowerCase(), ...(parts.length === 0 ? ["root"] : parts)].join("_");
}

function checkedId(route: Definition, id: unknown): string {
  if (typeof id === "string" && id !== "") return id;
  throw new TypeError(
    `${route.titleWithPlace}: the app's operationId() returned ${JSON.stringify(id)}: a text is wanted`,
  );
}

/** One line on what a route does, where it says none itself. */
export function summaryOf(route: Definition): string {
  if (route.options.summary !== undefined) return route.options.summary;
  return route.name === undefined ? route.title : titleOf(route.name);
}
