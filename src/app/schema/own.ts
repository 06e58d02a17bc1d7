import { type Metadata, withMetadata } from "./metadata.ts";
import type { Issue, SchemaAdapter, SchemaNode, Validated } from "./node.ts";
import type { Schema } from "./schema.ts";
import { Walk } from "./walk.ts";

/** The vendor of the schemas that are ours: files and raw bodies, which no library knows as the wire carries them. */
const vendor = "flotilla";

/** A schema of ours: a Standard Schema that also says what it looks like on the wire. Both directions are the same. */
export interface OwnSchema<T> extends Schema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly types?: { readonly input: T; readonly output: T } | undefined;
    readonly validate: (value: unknown) => { readonly value: T } | { readonly issues: readonly Issue[] };
  };
  /** The same, where a field may be missing. */
  optional(): OwnSchema<T | undefined>;
  /** The same with words for the document (`title`, `description`, …) and our own keys (`alias`, `hidden`, …). */
  meta(metadata: Metadata): OwnSchema<T>;
}

/** Pushes what is wrong with a value; `path` leads to it. */
export type Check = (value: unknown, path: readonly (string | number)[], issues: Issue[]) => void;

interface Definition {
  readonly node: SchemaNode;
  readonly check: Check;
  readonly isOptional: boolean;
  readonly metadata: Metadata;
}

const definitions = new WeakMap<object, Definition>();

/** A schema of ours from its node and its check. */
export function ownSchema<T>(node: SchemaNode, check: Check): OwnSchema<T> {
  return make({ node, check, isOptional: false, metadata: {} });
}

function make<T>(definition: Definition): OwnSchema<T> {
  const schema: OwnSchema<T> = {
    "~standard": {
      version: 1,
      vendor,
      validate(value) {
        const issues = issuesOf(definition, value);
        return issues.length > 0 ? { issues } : { value: value as T };
      },
    },
    optional: () => make<T | undefined>({ ...definition, isOptional: true }),
    meta: (metadata) => make<T>({ ...definition, metadata: { ...definition.metadata, ...metadata } }),
  };
  definitions.set(schema, definition);
  return schema;
}

function issuesOf({ check, isOptional }: Definition, value: unknown): readonly Issue[] {
  const issues: Issue[] = [];
  if (value !== undefined || !isOptional) check(value, [], issues);
  return issues;
}

function definitionOf(schema: unknown): Definition {
  const definition = definitions.get(schema as object);
  if (definition === undefined) throw new TypeError(`not a schema made by ${vendor}`);
  return definition;
}

export const own: SchemaAdapter = {
  vendor,
  describe(schema, direction) {
    const { node, metadata, isOptional } = definitionOf(schema);
    const walk = new Walk(direction);
    return walk.finish(withMetadata(node, metadata, walk), isOptional);
  },
  compile(schema) {
    const definition = definitionOf(schema);
    return (value): Validated => {
      const issues = issuesOf(definition, value);
      return issues.length > 0 ? { ok: false, issues } : { ok: true, value };
    };
  },
};
