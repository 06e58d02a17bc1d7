import { type Definition, socketMethod } from "./definition.ts";

/** A route that answers a path. `values` are the raw (still percent-encoded) parameters, in order of `route.names`. */
export interface Match {
  readonly route: Definition;
  readonly values: readonly string[];
}

/** One template segment; every node is reached by exactly one chain of segments. */
interface Node {
  statics: Map<string, Node> | undefined;
  parameter: Node | undefined;
  /** Routes whose template ends in a catch-all here. */
  rest: Routes | undefined;
  /** Routes whose template ends here. */
  here: Routes | undefined;
}

type Routes = Map<string, Definition>;

/**
 * Which route answers a method and a raw path. Templates without parameters are found by one lookup, the others in a tree
 * walked segment by segment: static beats parameter beats catch-all, going back where a branch has no route for the method.
 *
 * A walk enters each node at most once, because a node has one parent and one depth: its work is bounded by the
 * registered templates, however long or twisted the path.
 */
export class RouteTable {
  readonly #exact = new Map<string, Map<string, Match>>();
  readonly #root: Node = emptyNode();

  /** Adds a route, unless one of the same shape and method exists: that one is returned then, and stays. */
  add(route: Definition): Definition | undefined {
    if (route.names.length > 0) return this.#addToTree(route);
    const path = `/${route.segments.map(({ text }) => text).join("/")}`;
    let methods = this.#exact.get(path);
    if (methods === undefined) this.#exact.set(path, (methods = new Map()));
    const twin = methods.get(route.method)?.route;
    if (twin === undefined) methods.set(route.method, { route, values: [] });
    return twin;
  }

  #addToTree(route: Definition): Definition | undefined {
    let node = this.#root;
    for (const { kind, text } of route.segments) {
      if (kind === "rest") {
        node.rest ??= new Map();
        return put(node.rest, route);
      }
      node = kind === "static" ? staticChild(node, text) : (node.parameter ??= emptyNode());
    }
    node.here ??= new Map();
    return put(node.here, route);
  }

  /** The route for this method and path; undefined if there is none. */
  find(method: string, path: string): Match | undefined {
    const exact = this.#exact.get(path)?.get(method);
    if (exact !== undefined || path.charCodeAt(0) !== 0x2f) return exact;
    return new Walk(path, method).find(this.#root);
  }

  /** Methods of all routes whose template matches the path; empty if none does. */
  methods(path: string): Set<string> {
    const methods = new Set<string>(this.#exact.get(path)?.keys());
    if (path.charCodeAt(0) === 0x2f) new Walk(path, null, methods).find(this.#root);
    methods.delete(socketMethod);
    return methods;
  }

  /** How many nodes finding this route enters, for the test of the bound above. */
  stepsFor(method: string, path: string): number {
    const walk = new Walk(path, method);
    walk.find(this.#root);
    return walk.steps;
  }
}

/** One search. With `method` null it goes everywhere and collects methods instead of stopping at the first route. */
class Walk {
  readonly #path: string;
  readonly #method: string | null;
  readonly #methods: Set<string> | undefined;
  readonly #values: string[] = [];
  steps = 0;

  constructor(path: string, method: string | null, methods?: Set<string>) {
    this.#path = path;
    this.#method = method;
    this.#methods = methods;
  }

  find(root: Node): Match | undefined {
    return this.#enter(root, 1);
  }

  /** `at` is where the node's next segment starts, -1 once the path is used up. */
  #enter(node: Node, at: number): Match | undefined {
    this.steps++;
    if (at === -1) return this.#settle(node.here);
    const path = this.#path;
    const slash = path.indexOf("/", at);
    const end = slash === -1 ? path.length : slash;
    const next = slash === -1 ? -1 : slash + 1;
    const child = node.statics?.get(path.slice(at, end));
    if (child !== undefined) {
      const match = this.#enter(child, next);
      if (match !== undefined) return match;
    }
    if (node.parameter !== undefined && end > at) {
      this.#values.push(path.slice(at, end));
      const match = this.#enter(node.parameter, next);
      if (match !== undefined) return match;
      this.#values.pop();
    }
    return node.rest === undefined ? undefined : this.#settle(node.rest, path.slice(at));
  }

  #settle(routes: Routes | undefined, rest?: string): Match | undefined {
    if (routes === undefined) return undefined;
    if (this.#method === null) {
      for (const method of routes.keys()) this.#methods?.add(method);
      return undefined;
    }
    const route = routes.get(this.#method);
    if (route === undefined) return undefined;
    if (rest !== undefined) this.#values.push(rest);
    return { route, values: this.#values };
  }
}

function emptyNode(): Node {
  return { statics: undefined, parameter: undefined, rest: undefined, here: undefined };
}

function staticChild(node: Node, text: string): Node {
  node.statics ??= new Map();
  let child = node.statics.get(text);
  if (child === undefined) node.statics.set(text, (child = emptyNode()));
  return child;
}

function put(routes: Routes, route: Definition): Definition | undefined {
  const twin = routes.get(route.method);
  if (twin === undefined) routes.set(route.method, route);
  return twin;
}
