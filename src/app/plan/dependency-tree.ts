import type { Definition } from "../definition.ts";
import { type DependencyDefinition, usesOf } from "../dependency.ts";
import { type SecurityScopes, securityScopesDefinition } from "../security-scopes.ts";
import { isGeneratorFunction } from "./cleanup.ts";
import { InputSet } from "./input-set.ts";

/** A dependency in the order it runs: what it uses stands before it. */
export interface Step {
  readonly definition: DependencyDefinition;
  readonly inputs: InputSet;
  /** What it is given: the values of earlier steps by name (undefined: only run). */
  readonly uses: readonly { readonly name: string | undefined; readonly step: number }[];
  /** Known without running anything. */
  readonly constant: SecurityScopes | undefined;
}

export interface Tree {
  readonly steps: readonly Step[];
  /** What the route's handler is given. */
  readonly uses: readonly { readonly name: string | undefined; readonly step: number }[];
}

/** What stands in for a dependency (a test's override); itself otherwise. */
export type Resolve = (definition: DependencyDefinition) => DependencyDefinition;

/**
 * The dependencies of a route in the order they run: those of the app, of includes and routers from the outermost in, then the
 * route's own, what each uses before it, and each only once (unless it says `cache: false`, or is used with other scopes).
 * @throws TypeError for a dependency that a function-scoped one cannot serve, or that uses itself; SchemaError.
 */
export function dependencyTree(route: Definition, resolve: Resolve): Tree {
  const builder = new Builder(route, resolve);
  const uses = [...route.layers.map(({ use }) => use), route.options.use].flatMap((use) =>
    builder.add(usesOf(use), [], []),
  );
  return { steps: builder.steps, uses };
}

class Builder {
  readonly steps: Step[] = [];
  readonly #route: Definition;
  readonly #resolve: Resolve;
  /** By base and, where they matter, scopes. */
  readonly #known = new Map<DependencyDefinition, Map<string, number>>();

  readonly #reading = new Map<DependencyDefinition, boolean>();

  constructor(route: Definition, resolve: Resolve) {
    this.#route = route;
    this.#resolve = resolve;
  }

  add(
    uses: readonly [string | undefined, DependencyDefinition][],
    scopes: readonly string[],
    above: readonly DependencyDefinition[],
  ): { name: string | undefined; step: number }[] {
    return uses.map(([name, used]) => ({ name, step: this.#step(used, [...scopes, ...used.scopes], above) }));
  }

  #step(used: DependencyDefinition, scopes: readonly string[], above: readonly DependencyDefinition[]): number {
    const base = this.#resolve(used.base);
    if (above.includes(base)) throw new TypeError(`${base.title} uses itself`);
    const key = this.#readsScopes(base) ? scopes.join(" ") : "";
    const known = this.#known.get(base)?.get(key);
    if (known !== undefined && base.options.cache !== false) return known;
    const uses = this.add(usesOf(base.options.use), scopes, [...above, base]);
    this.#checkScope(base, uses);
    const constant =
      base === securityScopesDefinition ? { scopes: [...new Set(scopes)], text: scopes.join(" ") } : undefined;
    const { path, query, headers, cookies, body, form } = base.options;
    this.#checkPath(base);
    const inputs = new InputSet({ path: path === undefined ? [] : [path], query, headers, cookies, body, form }, []);
    this.steps.push({ definition: base, inputs, uses, constant });
    const step = this.steps.length - 1;
    let steps = this.#known.get(base);
    if (steps === undefined) this.#known.set(base, (steps = new Map()));
    steps.set(key, step);
    return step;
  }

  /** Each is asked once: whatever shares what it uses would be asked along every way to it. */
  #readsScopes(base: DependencyDefinition): boolean {
    let reads = this.#reading.get(base);
    if (reads !== undefined) return reads;
    // One that uses itself is refused by the caller.
    this.#reading.set(base, false);
    reads =
      base === securityScopesDefinition ||
      usesOf(base.options.use).some(([, used]) => this.#readsScopes(this.#resolve(used.base)));
    this.#reading.set(base, reads);
    return reads;
  }

  /** What ends after the answer cannot use what has ended before it. A function that only makes a value has no end. */
  #checkScope(base: DependencyDefinition, uses: readonly { name: string | undefined; step: number }[]): void {
    if (base.options.scope === "function" || !isGeneratorFunction(base.make)) return;
    for (const { step } of uses) {
      const inner = this.steps[step].definition;
      if (inner.options.scope !== "function") continue;
      throw new TypeError(
        `${base.title} (scope "request") uses ${inner.title} (scope "function"), which ends before the answer is sent: give both the same scope`,
      );
    }
  }

  #checkPath(base: DependencyDefinition): void {
    for (const name of Object.keys(base.options.path ?? {})) {
      if (name === "~standard" || this.#route.names.includes(name)) continue;
      throw new TypeError(
        `${base.title} reads the path parameter ${name}, which ${this.#route.template} does not have`,
      );
    }
  }
}
