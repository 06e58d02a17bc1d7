import { givenSchema, type Metadata, nameOf, withMetadata } from "./metadata.ts";
import type { Description, Direction, SchemaNode } from "./node.ts";
import { enumNode, intersectionOf, recordOf, taggedOf } from "./shapes.ts";
import { annotate, put, splitField, unionOf, Walk } from "./walk.ts";

/** A TypeBox type: JSON Schema with some marks of TypeBox's own. */
export interface BoxSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: BoxSchema };
  readonly type?: unknown;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: { readonly [name: string]: BoxSchema };
  readonly required?: readonly string[];
  readonly patternProperties?: { readonly [pattern: string]: BoxSchema };
  readonly additionalProperties?: boolean | BoxSchema;
  readonly items?: BoxSchema | readonly BoxSchema[];
  readonly anyOf?: readonly BoxSchema[];
  readonly oneOf?: readonly BoxSchema[];
  readonly allOf?: readonly BoxSchema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly "~kind"?: string;
  readonly "~optional"?: boolean;
  readonly "~codec"?: unknown;
}

/** Keywords that are rewritten here, or that say how a type is put together. The rest is words and bounds, kept as given. */
const structural = new Set([
  ...["$id", "$ref", "$defs", "$schema", "type", "properties", "required", "patternProperties", "additionalProperties"],
  ...[
    "items",
    "additionalItems",
    "anyOf",
    "oneOf",
    "allOf",
    "discriminator",
    "enum",
    "const",
    "parameters",
    "returnType",
  ],
]);

export function describeTypebox(schema: BoxSchema, direction: Direction): Description {
  const walk = new BoxWalk(direction);
  return walk.finish(walk.describe(schema), isOptional(schema));
}

/** Whether a field with this type may be missing: defaults are filled in before a value is checked. */
function isOptional(schema: BoxSchema): boolean {
  return schema["~optional"] === true || schema.default !== undefined;
}

const jsonTypes = new Set(["string", "integer", "number", "boolean", "null", "array", "object"]);
/** The names of any property, as `Type.Record(Type.String(), …)` writes them. */
const anyName = "^.*$";
const integerName = "^-?(?:0|[1-9][0-9]*)$";

class BoxWalk extends Walk {
  /** Types that `Type.Ref` names, innermost first. */
  readonly #scopes: NonNullable<BoxSchema["$defs"]>[] = [];

  describe(schema: BoxSchema): SchemaNode {
    const metadata = metadataOf(schema);
    const id = nameOf({ id: schema.$id }, this);
    const made = this.model(schema, id, () => {
      const node = withMetadata(this.#make(schema, metadata), metadata, this);
      return id === undefined ? node : splitField(node).inner;
    });
    return id === undefined ? made : { ...made, ...splitField(withMetadata({}, metadata, this)).field };
  }

  #make(schema: BoxSchema, metadata: Metadata): SchemaNode {
    const isMade = schema["~codec"] !== undefined && this.direction === "output";
    const given = givenSchema(metadata, this);
    // Beside a codec, metadata for the unrepresentable is for what it makes.
    if (given !== undefined && (isMade || schema["~codec"] === undefined)) return given;
    if (isMade) return this.unknown("what a codec makes");
    if (schema.$ref !== undefined) return this.#reference(schema);
    if (schema.anyOf !== undefined || schema.oneOf !== undefined) return this.#union(schema);
    if (schema.allOf !== undefined) {
      const members = schema.allOf.map((member) => this.describe(member));
      return intersectionOf(members, (node) => this.resolve(node));
    }
    return this.#typed(schema);
  }

  unknown(what: string): never {
    return this.fail(`${what} has no JSON Schema: say what the wire carries with the option { jsonSchema: { … } }`);
  }

  #reference(schema: BoxSchema): SchemaNode {
    if (schema.$defs !== undefined) this.#scopes.unshift(schema.$defs);
    const scope = this.#scopes.find((defs) => Object.hasOwn(defs, schema.$ref!));
    if (scope === undefined) return this.unknown(`a reference to "${schema.$ref}"`);
    const node = this.describe(scope[schema.$ref!]);
    if (schema.$defs !== undefined) this.#scopes.shift();
    return node;
  }

  #union(schema: BoxSchema): SchemaNode {
    const all = schema.anyOf ?? schema.oneOf ?? [];
    const given = all.filter(({ type }) => type !== "undefined" && type !== "void");
    if (given.length > 1 && given.every((member) => member["~kind"] === "Literal")) {
      return annotate(enumNode(given.map((member) => member.const)), { literal: true });
    }
    const members = given.map((member) => this.describe(member));
    if (schema.discriminator !== undefined) {
      return taggedOf(members, schema.discriminator.propertyName, (node) => this.resolve(node));
    }
    return unionOf(members);
  }

  #typed(schema: BoxSchema): SchemaNode {
    const { type } = schema;
    if (type === "bigint") return { type: "integer", "x-flotilla": { native: "bigint" } };
    if (type === "undefined" || type === "void") {
      return this.direction === "output" ? { type: "null" } : this.unknown(`Type.${schema["~kind"] ?? "Undefined"}()`);
    }
    const types = Array.isArray(type) ? type : [type];
    if (type !== undefined && !types.every((name) => jsonTypes.has(name))) {
      return this.unknown(`Type.${schema["~kind"] ?? String(type)}()`);
    }
    const values = (schema as { readonly enum?: readonly unknown[] }).enum;
    const node: SchemaNode = values === undefined ? {} : enumNode(values);
    if (schema.const !== undefined) node.const = schema.const;
    if (type !== undefined && node.type === undefined) node.type = type as SchemaNode["type"];
    if (type === "object") this.#fields(schema, node);
    if (type === "array") this.#list(schema, node);
    return node;
  }

  #fields(schema: BoxSchema, node: SchemaNode): void {
    const { properties, patternProperties, additionalProperties } = schema;
    if (properties !== undefined) {
      node.properties = {};
      for (const name of Object.keys(properties)) {
        put(
          node.properties,
          name,
          this.below(name, () => this.describe(properties[name])),
        );
      }
      const required = (schema.required ?? []).filter((name) => !isOptional(properties[name] ?? {}));
      if (required.length > 0) node.required = required;
    }
    const [pattern, ...others] = Object.keys(patternProperties ?? {});
    if (pattern !== undefined && others.length === 0 && properties === undefined) {
      const value = this.below("*", () => this.describe(patternProperties![pattern]));
      Object.assign(node, recordOf(keysOf(pattern), value));
    }
    if (typeof additionalProperties === "object") {
      node.additionalProperties = this.below("*", () => this.describe(additionalProperties));
    } else if (additionalProperties !== undefined) node.additionalProperties = additionalProperties;
  }

  #list({ items, ...schema }: BoxSchema, node: SchemaNode): void {
    if (items === undefined) return;
    if (!Array.isArray(items)) {
      node.items = this.below("*", () => this.describe(items as BoxSchema));
      return;
    }
    const all = items as readonly BoxSchema[];
    node.prefixItems = all.map((item, index) => this.below(index, () => this.describe(item)));
    if ((schema as { readonly additionalItems?: unknown }).additionalItems === false) node.maxItems = all.length;
  }
}

function keysOf(pattern: string): SchemaNode {
  if (pattern === anyName) return { type: "string" };
  return pattern === integerName ? { type: "integer" } : { type: "string", pattern };
}

function metadataOf(schema: BoxSchema): Metadata {
  const words = Object.entries(schema).filter(([key]) => !structural.has(key) && !key.startsWith("~"));
  return Object.fromEntries(words);
}
