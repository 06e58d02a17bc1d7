import type { DirectiveSpec, DirectiveTable } from "../directive.ts";
import type { Context } from "../scope.ts";
import { clientDirectives } from "./client.ts";
import { logDirectives } from "./log.ts";
import { mainDirectives } from "./main.ts";
import { mapDirectives } from "./map.ts";
import { proxyDirectives } from "./proxy.ts";
import { upstreamDirectives, upstreamServer } from "./upstream.ts";

/** All directives by theme; docs/balance.md shows them in this order. */
export const directiveGroups: readonly (readonly [title: string, table: DirectiveTable])[] = [
  ["Process", mainDirectives],
  ["Sites and clients", clientDirectives],
  ["Proxying", proxyDirectives],
  ["Upstreams", { ...upstreamDirectives, ...upstreamServer }],
  ["Logs", logDirectives],
  ["Variables", mapDirectives],
];

const byName = new Map<string, DirectiveSpec[]>();
for (const [, table] of directiveGroups) {
  for (const [name, spec] of Object.entries(table)) byName.set(name, [...(byName.get(name) ?? []), spec]);
}

/** The directive of that name for a context, else one that stands elsewhere; undefined if there is none of the name. */
export function findDirective(name: string, context: Context): DirectiveSpec | undefined {
  const specs = byName.get(name);
  return specs?.find((spec) => spec.contexts.includes(context)) ?? specs?.[0];
}

export function directiveNames(): Iterable<string> {
  return byName.keys();
}
