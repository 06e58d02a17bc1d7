import type { Encode } from "../answer.ts";
import type { Definition } from "../definition.ts";
import { resolved } from "../inputs/nodes.ts";
import { wireName } from "../inputs/place-reader.ts";
import { toJson } from "../json.ts";
import type { Description, SchemaNode, Validate, Validated } from "../schema/node.ts";
import { adapterOf, describe } from "../schema/registry.ts";
import { isSchema, type Schema } from "../schema/schema.ts";
import { within } from "../schema/within.ts";
import { isStreamed } from "../streamed.ts";
import type { ResponseEntry } from "../types.ts";
import { ResponseValidationError } from "../validation-error.ts";
import { Shape } from "./shape.ts";

/** One declared body: validates, filters and writes it. Compiled at its first use. */
export class ResponseModel {
  readonly description: Description;
  readonly schema: Schema;
  readonly #title: string;
  readonly #shape: Shape | undefined;
  readonly #renames: boolean;
  #validate: Validate | undefined;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(schema: Schema, title: string, options: Definition["options"] | undefined) {
    this.schema = schema;
    this.#title = title;
    this.description = describe(schema, "output");
    this.#shape = options === undefined ? undefined : Shape.of(options, this.description);
    this.#renames = options?.byAlias !== false && hasAlias(this.description);
  }

  /** @throws ResponseValidationError, JsonError. */
  encode(value: unknown): string | Promise<string> {
    const validate = this.#validate ?? adapterOf(this.schema).compile(this.schema);
    this.#validate = validate;
    const made = validate(value);
    return made instanceof Promise ? made.then((later) => this.#write(value, later)) : this.#write(value, made);
  }

  #write(given: unknown, made: Validated): string {
    if (!made.ok) throw new ResponseValidationError(this.#title, made.issues);
    const { node, defs } = this.description;
    let value = made.value;
    if (this.#shape !== undefined) value = this.#shape.apply(value, given);
    if (this.#renames) value = renamed(value, node, defs);
    return toJson(value);
  }
}

/** How the values that a route's handler returns are written. Made when the app starts; owned by the route's plan. */
export class ResponseEncoder {
  readonly #own: ResponseModel | undefined;
  readonly #others: ReadonlyMap<string, ResponseModel>;
  readonly #status: number;

  /** @throws SchemaError for a schema that can't be represented. */
  constructor(route: Definition) {
    const { response } = route.options;
    this.#status = route.status;
    this.#own =
      response === undefined || isStreamed(response)
        ? undefined
        : within("response", () => new ResponseModel(response as Schema, route.title, route.options));
    const others = new Map<string, ResponseModel>();
    for (const [status, entry] of route.responses) {
      const schema = schemaOf(entry);
      if (schema === undefined) continue;
      const title = `${route.title}, status ${status}`;
      others.set(
        status,
        within(`responses: ${status}`, () => new ResponseModel(schema, title, undefined)),
      );
    }
    this.#others = others;
  }

  /** The model of a plain value; those of other statuses by status, range or `default`. */
  get models(): { readonly own: ResponseModel | undefined; readonly others: ReadonlyMap<string, ResponseModel> } {
    return { own: this.#own, others: this.#others };
  }

  /** Undefined where plain JSON is all there is. */
  get encode(): Encode | undefined {
    if (this.#own === undefined && this.#others.size === 0) return undefined;
    return (status, value, plain) => {
      const model = plain || status === this.#status ? this.#own : this.#others.get(String(status));
      return model === undefined ? toJson(value) : model.encode(value);
    };
  }
}

function schemaOf(entry: ResponseEntry): Schema | undefined {
  return isSchema(entry) ? entry : entry.schema;
}

function hasAlias({ node, defs }: Description): boolean {
  const seen = new Set<SchemaNode>();
  const search = (at: SchemaNode): boolean => {
    if (seen.has(at)) return false;
    seen.add(at);
    if (at["x-flotilla"]?.alias !== undefined) return true;
    const target = resolved(at, defs);
    return (target !== at && search(target)) || below(at).some(search);
  };
  return search(node);
}

function below(node: SchemaNode): SchemaNode[] {
  return [
    ...Object.values(node.properties ?? {}),
    ...(typeof node.items === "object" ? [node.items] : []),
    ...(node.prefixItems ?? []),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
    ...(node.allOf ?? []),
    ...(typeof node.additionalProperties === "object" ? [node.additionalProperties] : []),
  ];
}

/** The value with the fields' names on the wire. A choice is renamed by its first member that has the value's fields. */
function renamed(value: unknown, node: SchemaNode, defs: Description["defs"]): unknown {
  const own = resolved(node, defs);
  const inner = (item: unknown, of: SchemaNode | boolean | undefined) =>
    typeof of === "object" ? renamed(item, of, defs) : item;
  if (Array.isArray(value)) return value.map((item, index) => inner(item, own.prefixItems?.[index] ?? own.items));
  if (value instanceof Set) return Array.from(value, (item) => inner(item, own.items));
  if (value instanceof Map)
    return new Map(Array.from(value, ([key, item]) => [key, inner(item, own.additionalProperties)]));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const members = own.anyOf ?? own.oneOf;
  if (members !== undefined) {
    const fitting = members.map((member) => resolved(member, defs)).find((member) => fits(value, member));
    return fitting === undefined ? value : renamed(value, fitting, defs);
  }
  const rest = typeof own.additionalProperties === "object" ? own.additionalProperties : undefined;
  if (own.properties === undefined && own.allOf === undefined && rest === undefined) return value;
  const properties: { readonly [name: string]: SchemaNode } = Object.assign(
    {},
    ...(own.allOf ?? []).map((part) => resolved(part, defs).properties),
    own.properties,
  );
  const result: { [name: string]: unknown } = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    result[property === undefined ? key : wireName(key, property)] = inner(item, property ?? rest);
  }
  return result;
}

function fits(value: object, node: SchemaNode): boolean {
  return (
    node.properties !== undefined && Object.keys(value).every((key) => Object.hasOwn(node.properties as object, key))
  );
}
