import { wireName } from "../inputs/place-reader.ts";
import type { Description, Direction, SchemaNode } from "../schema/node.ts";
import { isObject, type JsonObject, setOwn } from "./json.ts";
import { withRecordKeys } from "./record-keys.ts";
import { oneSchema, schemaKeys, schemaList, schemaMap } from "./schema-keys.ts";
import { titleOf } from "./titles.ts";

type Defs = Description["defs"];

const defsPrefix = "#/$defs/";
const componentsPrefix = "#/components/schemas/";

/** A named model as one direction has it. */
interface Model {
  json: JsonObject;
  /** Models that it refers to. */
  readonly uses: Set<string>;
}

/** A place where a model's name belongs, once it is known. */
interface Reference {
  readonly target: JsonObject;
  readonly key: string;
  readonly direction: Direction;
  readonly name: string;
}

/** Where a schema is written: which definitions its references mean, and who refers. */
interface Scope {
  readonly defs: Defs;
  readonly direction: Direction;
  /** Collects the models referred to. */
  readonly uses: Set<string> | undefined;
}

/**
 * The named models of a document: `$defs` of all routes become `components.schemas`. A model that requests and answers have in
 * different forms is there twice, as `NAME-Input` and `NAME-Output`. Made by the document's writer, ends with `finish`.
 */
export class Components {
  readonly #models: { readonly [D in Direction]: Map<string, Model> } = { input: new Map(), output: new Map() };
  readonly #references: Reference[] = [];
  /** Components that no schema of the user's stands behind, and who refers to them. */
  readonly #own: { readonly name: string; readonly json: JsonObject; readonly references: JsonObject[] }[] = [];

  /**
   * A schema as the document shows it. `title` is used where neither the node nor a model has one.
   * Models that it refers to become components.
   */
  schema(node: SchemaNode, defs: Defs, direction: Direction, title?: string): JsonObject {
    return this.#write(node, { defs, direction, uses: undefined }, title);
  }

  /** Adds a component of ours and returns what makes references to it. Its name gives way to a model's. */
  add(name: string, json: JsonObject): () => JsonObject {
    const references: JsonObject[] = [];
    this.#own.push({ name, json, references });
    return () => {
      const reference: JsonObject = { $ref: "" };
      references.push(reference);
      return reference;
    };
  }

  /** The components by name, sorted; every reference handed out is complete then. */
  finish(): JsonObject {
    const { input, output } = this.#models;
    const differing = this.#differing();
    const taken = new Set([...input.keys(), ...output.keys()].filter((name) => !differing.has(name)));
    const schemas: [string, JsonObject][] = [];
    const names: { readonly [D in Direction]: Map<string, string> } = { input: new Map(), output: new Map() };
    const give = (wanted: string, json: JsonObject): string => {
      const name = free(wanted, taken);
      taken.add(name);
      schemas.push([name, json]);
      return name;
    };
    for (const [name, { json }] of input) {
      if (differing.has(name)) names.input.set(name, give(`${name}-Input`, json));
      else schemas.push([name, json]);
    }
    for (const [name, { json }] of output) {
      if (differing.has(name)) names.output.set(name, give(`${name}-Output`, json));
      else if (!input.has(name)) schemas.push([name, json]);
    }
    for (const { target, key, direction, name } of this.#references) {
      setOwn(target, key, componentsPrefix + (names[direction].get(name) ?? name));
    }
    for (const { name, json, references } of this.#own) {
      const $ref = componentsPrefix + give(name, json);
      for (const reference of references) reference.$ref = $ref;
    }
    const sorted: JsonObject = {};
    for (const [name, json] of schemas.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) setOwn(sorted, name, json);
    return sorted;
  }

  /** Models whose two forms say different things, by themselves or through a model they refer to. */
  #differing(): Set<string> {
    const { input, output } = this.#models;
    const both = [...input.keys()].filter((name) => output.has(name));
    const forms = both.map((name) => ({ name, forms: [input.get(name) as Model, output.get(name) as Model] }));
    const differing = new Set<string>();
    for (const { name, forms: pair } of forms) {
      if (JSON.stringify(pair[0].json) !== JSON.stringify(pair[1].json)) differing.add(name);
    }
    for (let before = -1; before < differing.size; ) {
      before = differing.size;
      for (const { name, forms: pair } of forms) {
        if (!differing.has(name) && pair.some(({ uses }) => [...uses].some((used) => differing.has(used)))) {
          differing.add(name);
        }
      }
    }
    return differing;
  }

  #refer(target: JsonObject, key: string, $ref: string, scope: Scope): void {
    const name = $ref.slice(defsPrefix.length);
    if (!$ref.startsWith(defsPrefix) || !Object.hasOwn(scope.defs, name)) {
      setOwn(target, key, $ref);
      return;
    }
    // Until the names are settled: what a comparison of two forms sees.
    setOwn(target, key, componentsPrefix + name);
    this.#references.push({ target, key, direction: scope.direction, name });
    scope.uses?.add(name);
    const models = this.#models[scope.direction];
    if (models.has(name)) return;
    const model: Model = { json: {}, uses: new Set() };
    models.set(name, model);
    model.json = this.#write(scope.defs[name], { ...scope, uses: model.uses }, name);
  }

  #write(node: SchemaNode, scope: Scope, title: string | undefined): JsonObject {
    const given = withRecordKeys(node);
    const keys = Object.keys(given);
    const isUntitled = title !== undefined && node.title === undefined && takesTitle(node);
    if (isUntitled) keys.push("title");
    const made: JsonObject = {};
    for (const key of keys.sort((one, other) => rankOf(one) - rankOf(other))) {
      const value = key === "title" && isUntitled ? title : given[key];
      if (value === undefined || key === "x-flotilla" || (key === "default" && value === null)) continue;
      // "base64" is an encoding to JSON Schema (2020-12 Validation, section 8.3), a format only to schema libraries.
      if (key === "format" && value === given.contentEncoding) continue;
      this.#writeKey(made, key, value, node, scope);
    }
    return made;
  }

  #writeKey(made: JsonObject, key: string, value: unknown, node: SchemaNode, scope: Scope): void {
    if (key === "$ref") this.#refer(made, key, value as string, scope);
    else if (key === "properties") made.properties = this.#properties(node, scope);
    else if (key === "required") {
      const required = (value as string[])
        .filter((name) => !isHidden(node, name))
        .map((name) => nameOnWire(node, name));
      if (required.length > 0) made.required = required;
    } else if (key === "discriminator") made.discriminator = this.#discriminator(value as Discriminator, scope);
    else if (oneSchema.has(key)) made[key] = this.#below(value, scope);
    else if (schemaList.has(key)) made[key] = (value as unknown[]).map((inner) => this.#below(inner, scope));
    else if (schemaMap.has(key)) {
      const map: JsonObject = {};
      for (const [name, inner] of Object.entries(value as object)) setOwn(map, name, this.#below(inner, scope));
      made[key] = map;
    } else setOwn(made, key, value);
  }

  /** A schema within another, which may be a boolean. */
  #below(schema: unknown, scope: Scope): unknown {
    return isObject(schema) ? this.#write(schema as SchemaNode, scope, undefined) : schema;
  }

  #properties(node: SchemaNode, scope: Scope): JsonObject {
    const made: JsonObject = {};
    for (const [name, property] of Object.entries(node.properties ?? {})) {
      if (isHidden(node, name)) continue;
      setOwn(made, wireName(name, property), this.#write(property, scope, titleOf(name)));
    }
    return made;
  }

  #discriminator({ propertyName, mapping }: Discriminator, scope: Scope): JsonObject {
    const made: JsonObject = { propertyName };
    if (mapping === undefined) return made;
    const written: JsonObject = {};
    for (const [tag, $ref] of Object.entries(mapping)) this.#refer(written, tag, $ref, scope);
    made.mapping = written;
    return made;
  }
}

type Discriminator = NonNullable<SchemaNode["discriminator"]>;

const ranks = new Map(schemaKeys.map((key, index) => [key, index]));
const rankOf = (key: string): number => ranks.get(key) ?? schemaKeys.length;

function free(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
  return name;
}

/** Pydantic gives no title to what refers to a model, or is null beside one. */
function takesTitle({ $ref, anyOf }: SchemaNode): boolean {
  if ($ref !== undefined) return false;
  const others = anyOf?.filter(({ type }) => type !== "null");
  return !(anyOf?.length === 2 && others?.length === 1 && others[0].$ref !== undefined);
}

function isHidden({ properties }: SchemaNode, name: string): boolean {
  return properties !== undefined && Object.hasOwn(properties, name) && properties[name]["x-flotilla"]?.hidden === true;
}

function nameOnWire({ properties }: SchemaNode, name: string): string {
  return properties !== undefined && Object.hasOwn(properties, name) ? wireName(name, properties[name]) : name;
}
