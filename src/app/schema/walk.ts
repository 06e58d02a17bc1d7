import { componentName } from "../openapi/component-name.ts";
import type { Description, Direction, SchemaNode } from "./node.ts";
import { SchemaError } from "./node.ts";

/** Deeper schemas are taken for ones that make new schemas without end. */
const maxDepth = 200;

/** Names of models that refer to themselves and have no name of their own: one a schema, for as long as the process lives. */
const recursiveNames = new WeakMap<object, string>();
let recursiveCount = 0;

function recursiveName(schema: object): string {
  let name = recursiveNames.get(schema);
  if (name === undefined) {
    recursiveCount++;
    name = recursiveCount === 1 ? "Recursive" : `Recursive${recursiveCount}`;
    recursiveNames.set(schema, name);
  }
  return name;
}

/** Own property, also for the name `__proto__`. */
export function put<T>(target: { [name: string]: T }, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else target[name] = value;
}

/** Whether two nodes say the same; key order counts. */
export function sameNode(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * One description in the making: where it stands, and the models found so far. Made by an adapter for each `describe`, ends
 * with it.
 */
export class Walk {
  readonly #direction: Direction;
  #isDirected = false;
  #isResolved = false;
  readonly path: (string | number)[] = [];
  /** `Description.isTold` of what is made. */
  isTold = false;
  readonly #defs: { [name: string]: SchemaNode } = {};
  readonly #sources: { [name: string]: unknown } = {};
  readonly #names = new Map<object, string>();
  readonly #open = new Set<object>();

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  /** Asked for only where it makes a difference: what never asks is the same in both directions. */
  get direction(): Direction {
    this.#isDirected = true;
    return this.#direction;
  }

  /** Runs `make` one step down. */
  below<T>(step: string | number, make: () => T): T {
    this.path.push(step);
    const made = make();
    this.path.pop();
    return made;
  }

  fail(message: string): never {
    const where = this.path.length > 0 ? `${this.path.join(".")}: ` : "";
    throw new SchemaError(where + message, [...this.path]);
  }

  /**
   * The node of `schema`: a `$ref` if it has a name (`id`) or turns out to contain itself, else what `make` returns.
   * @throws SchemaError for a name that OpenAPI does not allow, and for two different models with one name.
   */
  model(schema: object, id: string | undefined, make: () => SchemaNode): SchemaNode {
    const known = this.#names.get(schema);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    if (id !== undefined) return this.#named(schema, id, make);
    if (this.#open.has(schema)) {
      const name = recursiveName(schema);
      this.#names.set(schema, name);
      return { $ref: `#/$defs/${name}` };
    }
    this.#open.add(schema);
    if (this.#open.size > maxDepth) throw new SchemaError(`a schema is nested more than ${maxDepth} levels deep`);
    const node = make();
    this.#open.delete(schema);
    const name = this.#names.get(schema);
    if (name === undefined) return node;
    put(this.#defs, name, node);
    put(this.#sources, name, schema);
    return { $ref: `#/$defs/${name}` };
  }

  #named(schema: object, id: string, make: () => SchemaNode): SchemaNode {
    if (!componentName.test(id)) this.fail(`"${id}" cannot name a model: only letters, digits, ".", "_" and "-" can`);
    this.#names.set(schema, id);
    const node = make();
    if (!Object.hasOwn(this.#defs, id)) {
      put(this.#defs, id, node);
      put(this.#sources, id, schema);
    } else if (!sameNode(this.#defs[id], node)) this.fail(`two different models have the name "${id}"`);
    return { $ref: `#/$defs/${id}` };
  }

  /** What a `$ref` stands for, so far: undefined for a model that is still in the making. */
  resolve(node: SchemaNode): SchemaNode | undefined {
    if (node.$ref === undefined) return node;
    this.#isResolved = true;
    const name = node.$ref.slice("#/$defs/".length);
    return Object.hasOwn(this.#defs, name) ? this.#defs[name] : undefined;
  }

  finish(node: SchemaNode, isOptional: boolean): Description {
    const isBoth = !this.#isDirected;
    const rest = { isOptional, isBoth, ...(this.isTold ? { isTold: true } : {}) };
    if (!this.#isResolved) return { node, defs: this.#defs, sources: this.#sources, ...rest };
    // A model may have been looked at only to be changed.
    const defs: { [name: string]: SchemaNode } = {};
    const sources: { [name: string]: unknown } = {};
    for (const name of this.#reachable(node)) {
      put(defs, name, this.#defs[name]);
      put(sources, name, this.#sources[name]);
    }
    return { node, defs, sources, ...rest };
  }

  #reachable(node: SchemaNode): Set<string> {
    const names = new Set<string>();
    const waiting = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const [, name] of JSON.stringify(next).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) {
        if (names.has(name) || !Object.hasOwn(this.#defs, name)) continue;
        names.add(name);
        waiting.push(this.#defs[name]);
      }
    }
    return names;
  }
}

/** `anyOf` of the members, with unions among them laid open, as Pydantic does. Without any nothing fits. */
export function unionOf(members: readonly SchemaNode[]): SchemaNode {
  const anyOf = members.flatMap((member) => {
    const keys = Object.keys(member);
    return keys.length === 1 && member.anyOf !== undefined ? member.anyOf : [member];
  });
  if (anyOf.length === 0) return { not: {} };
  return anyOf.length === 1 ? anyOf[0] : { anyOf };
}

/** What concerns the field a value stands in, not the value: it moves out of a member of a union. */
const fieldWords = ["title", "description", "deprecated", "examples"] as const;
const fieldKeys = ["alias", "convertUnderscores", "hidden", "mediaType", "openapiExamples"] as const;

/** `node` or null. */
export function nullableOf(node: SchemaNode): SchemaNode {
  const member: SchemaNode = { ...node };
  const outer: SchemaNode = {};
  if (node.$ref === undefined) {
    for (const word of fieldWords) moveKey(member, outer, word);
  }
  const { inner, field } = splitField(member);
  return { ...unionOf([inner, { type: "null" }]), ...outer, ...field };
}

/** Takes what concerns the field out of a node's annotation. */
export function splitField(node: SchemaNode): { inner: SchemaNode; field: SchemaNode } {
  const annotation = node["x-flotilla"];
  if (annotation === undefined || !fieldKeys.some((key) => key in annotation)) return { inner: node, field: {} };
  const inner: SchemaNode = { ...node };
  const rest = { ...annotation };
  const field: NonNullable<SchemaNode["x-flotilla"]> = {};
  for (const key of fieldKeys) moveKey(rest, field, key);
  if (Object.keys(rest).length > 0) inner["x-flotilla"] = rest;
  else delete inner["x-flotilla"];
  return { inner, field: { "x-flotilla": field } };
}

function moveKey<T extends object>(from: T, to: T, key: keyof T): void {
  if (!(key in from)) return;
  to[key] = from[key];
  delete from[key];
}

/** A node with more said about it in our own key. */
export function annotate(node: SchemaNode, annotation: NonNullable<SchemaNode["x-flotilla"]>): SchemaNode {
  return { ...node, "x-flotilla": { ...node["x-flotilla"], ...annotation } };
}
