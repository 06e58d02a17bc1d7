import type { Definition } from "../definition.ts";
import { type DependencyDefinition, usesOf } from "../dependency.ts";
import type { Resolve } from "../plan/dependency-tree.ts";
import { type JsonObject, setOwn } from "./json.ts";

/** A dependency where it stands: with the scopes that the uses above it ask for. */
export interface DependencyUse {
  readonly definition: DependencyDefinition;
  readonly scopes: readonly string[];
}

/**
 * The dependencies of a route, each user before what it uses: those of the app, of includes and routers, then its own. Once for
 * each set of scopes they are used with.
 */
export function dependencyUses(route: Definition, resolve: Resolve): DependencyUse[] {
  const found: DependencyUse[] = [];
  const seen = new Map<DependencyDefinition, Set<string>>();
  const visit = (used: DependencyDefinition, above: readonly string[]): void => {
    const definition = resolve(used.base);
    const scopes = [...new Set([...above, ...used.scopes])];
    const key = scopes.join(" ");
    let keys = seen.get(definition);
    if (keys === undefined) seen.set(definition, (keys = new Set()));
    if (keys.has(key)) return;
    keys.add(key);
    found.push({ definition, scopes });
    for (const [, inner] of usesOf(definition.options.use)) visit(inner, scopes);
  };
  for (const use of [...route.layers.map((layer) => layer.use), route.options.use]) {
    for (const [, used] of usesOf(use)) visit(used, []);
  }
  return found;
}

/** The operation's `security`: one requirement a scheme, with all scopes asked of it. The schemes go into `schemes`. */
export function securityOf(uses: readonly DependencyUse[], schemes: JsonObject): JsonObject[] {
  const required = new Map<string, string[]>();
  for (const { definition, scopes } of uses) {
    const { security } = definition.options;
    if (security === undefined) continue;
    setOwn(schemes, security.name, security.scheme);
    const known = required.get(security.name) ?? [];
    required.set(security.name, [...known, ...scopes.filter((scope) => !known.includes(scope))]);
  }
  return [...required].map(([name, scopes]) => {
    const requirement: JsonObject = {};
    setOwn(requirement, name, scopes);
    return requirement;
  });
}
