import type { Definition } from "../definition.ts";
import { resolved } from "../inputs/nodes.ts";
import { type PlaceReader, wireName } from "../inputs/place-reader.ts";
import type { InputSet } from "../plan/input-set.ts";
import type { Description, SchemaNode } from "../schema/node.ts";
import { describe, describeFields } from "../schema/registry.ts";
import { isSchema } from "../schema/schema.ts";
import type { Components } from "./components.ts";
import type { JsonObject } from "./json.ts";
import { titleOf } from "./titles.ts";

type In = "path" | "query" | "header" | "cookie";

/** One parameter before it is written. */
interface Parameter {
  readonly in: In;
  readonly name: string;
  readonly node: SchemaNode;
  readonly defs: Description["defs"];
  readonly required: boolean;
}

const places = [
  ["query", "query"],
  ["headers", "header"],
  ["cookies", "cookie"],
] as const;

/**
 * Parameter objects of a route: those of the path in its order, then query, header and cookie, of each the route's own and then its
 * dependencies'. `sets` has the route's own inputs first. A parameter declared twice stands once; a required one counts.
 */
export function parametersOf(route: Definition, sets: readonly InputSet[], components: Components): JsonObject[] {
  const found = [...pathParameters(route, sets)];
  for (const [place, where] of places) {
    for (const set of sets) found.push(...fieldsOf(set[place], where));
  }
  const unique = new Map<string, Parameter>();
  for (const parameter of found) {
    const key = `${parameter.in} ${parameter.name}`;
    const before = unique.get(key);
    if (before === undefined || (parameter.required && !before.required)) unique.set(key, parameter);
  }
  return [...unique.values()]
    .filter(({ node }) => node["x-flotilla"]?.hidden !== true)
    .map((parameter) => written(parameter, components));
}

/** Whether a request to the route can be refused for its parameters, hidden ones included. */
export function hasParameters(route: Definition, sets: readonly InputSet[]): boolean {
  return (
    route.names.length > 0 ||
    sets.some((set) => places.some(([place, where]) => fieldsOf(set[place], where).length > 0))
  );
}

function pathParameters(route: Definition, sets: readonly InputSet[]): Parameter[] {
  const declared = new Map<string, Parameter>();
  for (const parameter of sets.flatMap(({ path }) => path.flatMap((reader) => fieldsOf(reader, "path")))) {
    if (!declared.has(parameter.name)) declared.set(parameter.name, parameter);
  }
  return route.names.map((name) => {
    const { node, defs } = declared.get(name) ?? { node: { type: "string" } as const, defs: {} };
    // Whatever its schema says: without it the path is another.
    return { in: "path", name, node, defs, required: true };
  });
}

function fieldsOf(reader: PlaceReader | undefined, where: In): Parameter[] {
  if (reader === undefined) return [];
  const { place } = reader;
  const { node, defs } = isSchema(place) ? describe(place, "input") : describeFields(place, "input");
  const object = resolved(node, defs);
  return Object.entries(object.properties ?? {}).map(([key, property]) => ({
    in: where,
    name: where === "header" ? headerName(key, property) : wireName(key, property),
    node: property,
    defs,
    required: object.required?.includes(key) ?? false,
  }));
}

/** As the author wrote it, for people: the reader's own description has lower case. */
function headerName(key: string, node: SchemaNode): string {
  const own = node["x-flotilla"];
  return own?.alias ?? (own?.convertUnderscores === false ? key : key.replaceAll("_", "-"));
}

function written({ in: where, name, node, defs, required }: Parameter, components: Components): JsonObject {
  const schema = components.schema(node, defs, "input", titleOf(name));
  const parameter: JsonObject = { name, in: where, required, schema };
  if (node.description !== undefined) parameter.description = node.description;
  const named = node["x-flotilla"]?.openapiExamples;
  if (named !== undefined) parameter.examples = named;
  else if (Object.hasOwn(schema, "example")) parameter.example = schema.example;
  if (node.deprecated === true) parameter.deprecated = true;
  return parameter;
}
