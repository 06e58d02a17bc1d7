import { type Definition, socketMethod } from "./definition.ts";
import { SegmentTable } from "./segment-table.ts";

/** A route that answers a path. `values` are the raw (still percent-encoded) parameters, in order of `route.names`. */
export interface Match {
  readonly route: Definition;
  readonly values: readonly string[];
}

/** One template segment; every node is reached by exactly one chain of segments. */
interface Node {
  statics: SegmentTable<Node> | undefined;
  parameter: Node | undefined;
  /** The route whose template ends in a parameter here: most do, and need no node more. */
  leaf: Definition | undefined;
  /** The route whose template ends in a catch-all here. */
  rest: Definition | undefined;
  /** The route whose template ends here. */
  here: Definition | undefined;
}

/** The routes of one method. A table each, so that a leaf is the route itself: a look-up touches little memory. */
interface MethodTable {
  readonly method: string;
  readonly root: Node;
}

/**
 * Which route answers a method and a raw path: a tree walked segment by segment, where static beats parameter beats catch-all,
 * going back where a branch has no route for the method.
 *
 * A walk enters each node at most once, because a node has one parent and one depth: its work is bounded by the
 * registered templates, however long or twisted the path.
 */
export class RouteTable {
  readonly #tables: MethodTable[] = [];

  /** Adds a route, unless one of the same shape and method exists: that one is returned then, and stays. */
  add(route: Definition): Definition | undefined {
    let table = this.#table(route.method);
    if (table === undefined) {
      table = { method: route.method, root: emptyNode() };
      this.#tables.push(table);
    }
    return addToTree(table.root, route);
  }

  /** An app has few methods: comparing them is cheaper than hashing. */
  #table(method: string): MethodTable | undefined {
    for (const table of this.#tables) if (table.method === method) return table;
    return undefined;
  }

  /** The route for this method and path; undefined if there is none. */
  find(method: string, path: string): Match | undefined {
    const table = this.#table(method);
    return table === undefined ? undefined : findIn(table, path);
  }

  /** Methods of all routes whose template matches the path; empty if none does. */
  methods(path: string): Set<string> {
    const methods = new Set<string>();
    for (const table of this.#tables) {
      if (table.method !== socketMethod && findIn(table, path) !== undefined) methods.add(table.method);
    }
    return methods;
  }

  /** How many nodes finding this route enters, for the test of the bound above. */
  stepsFor(method: string, path: string): number {
    const table = this.#table(method);
    if (table === undefined) return 0;
    const walk = new Walk(path);
    walk.enter(table.root, 1);
    return walk.steps;
  }
}

function findIn(table: MethodTable, path: string): Match | undefined {
  if (path.charCodeAt(0) !== 0x2f) return undefined;
  const walk = new Walk(path);
  const route = walk.enter(table.root, 1);
  return route === undefined ? undefined : { route, values: walk.values };
}

/** One search in the tree of a method. */
class Walk {
  readonly #path: string;
  readonly values: string[] = [];
  steps = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** `at` is where the node's next segment starts, -1 once the path is used up. */
  enter(node: Node, at: number): Definition | undefined {
    this.steps++;
    if (at === -1) return node.here;
    const path = this.#path;
    const slash = path.indexOf("/", at);
    const end = slash === -1 ? path.length : slash;
    const next = slash === -1 ? -1 : slash + 1;
    const child = node.statics?.find(path, at, end);
    if (child !== undefined) {
      const route = this.enter(child, next);
      if (route !== undefined) return route;
    }
    if (end > at) {
      if (next === -1) {
        if (node.leaf !== undefined) {
          this.values.push(path.slice(at, end));
          return node.leaf;
        }
      } else if (node.parameter !== undefined) {
        this.values.push(path.slice(at, end));
        const route = this.enter(node.parameter, next);
        if (route !== undefined) return route;
        this.values.pop();
      }
    }
    if (node.rest !== undefined) this.values.push(path.slice(at));
    return node.rest;
  }
}

function addToTree(root: Node, route: Definition): Definition | undefined {
  let node = root;
  const last = route.segments.at(-1);
  for (const segment of route.segments) {
    const { kind, text } = segment;
    if (kind === "parameter" && segment === last) {
      const twin = node.leaf;
      node.leaf ??= route;
      return twin;
    }
    if (kind === "rest") {
      const twin = node.rest;
      node.rest ??= route;
      return twin;
    }
    node = kind === "static" ? staticChild(node, text) : (node.parameter ??= emptyNode());
  }
  const twin = node.here;
  node.here ??= route;
  return twin;
}

function emptyNode(): Node {
  return { statics: undefined, parameter: undefined, leaf: undefined, rest: undefined, here: undefined };
}

function staticChild(node: Node, text: string): Node {
  node.statics ??= new SegmentTable();
  let child = node.statics.get(text);
  if (child === undefined) node.statics.add(text, (child = emptyNode()));
  return child;
}
