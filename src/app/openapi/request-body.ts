import { resolved } from "../inputs/nodes.ts";
import { wireName } from "../inputs/place-reader.ts";
import type { InputSet } from "../plan/input-set.ts";
import type { Description, SchemaNode } from "../schema/node.ts";
import { isSchema } from "../schema/schema.ts";
import type { Components } from "./components.ts";
import { type JsonObject, setOwn } from "./json.ts";
import { titleOf } from "./titles.ts";

/** One declaration of (a part of) the body. */
interface Part {
  readonly description: Description;
  /** One schema for all of it, or single fields. */
  readonly isWhole: boolean;
}

/**
 * The request body of a route: its own declaration and those of its dependencies. Single fields make a component `Body_ID`, as in
 * FastAPI. Undefined if nothing reads the body.
 */
export function requestBodyOf(
  operationId: string,
  sets: readonly InputSet[],
  components: Components,
): JsonObject | undefined {
  const readers = sets.flatMap(({ body, form }) => [body, form].filter((reader) => reader !== undefined));
  if (readers.length === 0) return undefined;
  const isForm = sets.some(({ form }) => form !== undefined);
  // One schema that several of them read is one.
  const distinct = new Map(readers.map((reader) => [reader.place, reader]));
  const parts = Array.from(distinct.values(), ({ description, place }) => ({ description, isWhole: isSchema(place) }));
  const whole = parts.length === 1 && parts[0].isWhole ? parts[0].description : undefined;
  const schema = whole === undefined ? combined(operationId, parts, components) : wholeSchema(whole, components);
  const content: JsonObject = { schema };
  const examples = whole?.node["x-flotilla"]?.openapiExamples;
  if (examples !== undefined) content.examples = examples;
  else if (Object.hasOwn(schema, "example")) content.example = schema.example;
  const body: JsonObject = { content: { [mediaTypeOf(isForm, parts)]: content } };
  if (parts.some(isRequired)) body.required = true;
  return body;
}

function wholeSchema({ node, defs }: Description, components: Components): JsonObject {
  return components.schema(node, defs, "input", "Body");
}

function isRequired({ description, isWhole }: Part): boolean {
  return isWhole ? !description.isOptional : (description.node.required?.length ?? 0) > 0;
}

/** Several declarations as one object. A whole schema that is no plain object stands beside the fields. */
function combined(operationId: string, parts: readonly Part[], components: Components): JsonObject {
  const properties: JsonObject = {};
  const required: string[] = [];
  const others: JsonObject[] = [];
  for (const { description, isWhole } of parts) {
    const { node, defs } = description;
    if (isWhole && resolved(node, defs).properties === undefined) {
      others.push(components.schema(node, defs, "input"));
      continue;
    }
    const object = resolved(node, defs);
    for (const [key, property] of Object.entries(object.properties ?? {})) {
      if (property["x-flotilla"]?.hidden === true) continue;
      const name = wireName(key, property);
      setOwn(properties, name, components.schema(property, defs, "input", titleOf(key)));
      if (object.required?.includes(key) && !required.includes(name)) required.push(name);
    }
  }
  const name = `Body_${operationId.replace(/[^\w.-]/g, "_")}`;
  const json: JsonObject = { properties, type: "object", ...(required.length > 0 ? { required } : {}), title: name };
  const reference = components.add(name, json)();
  return others.length === 0 ? reference : { allOf: [...others, reference] };
}

function mediaTypeOf(isForm: boolean, parts: readonly Part[]): string {
  if (isForm) {
    const hasFile = parts.some(({ description: { node, defs } }) => holdsFile(resolved(node, defs), defs));
    return hasFile ? "multipart/form-data" : "application/x-www-form-urlencoded";
  }
  for (const { description, isWhole } of parts) {
    const { node, defs } = description;
    const nodes = isWhole ? [node, resolved(node, defs)] : Object.values(node.properties ?? {});
    const own = nodes.map((said) => said["x-flotilla"]?.mediaType).find((type) => type !== undefined);
    if (own !== undefined) return own;
  }
  return "application/json";
}

/** Whether a form's field (or one in a list, or in a choice) is a file. */
function holdsFile(node: SchemaNode, defs: Description["defs"], depth = 0): boolean {
  const native = node["x-flotilla"]?.native;
  if (native === "file" || native === "bytes") return true;
  if (depth > 8) return false;
  const below = [
    ...Object.values(node.properties ?? {}),
    ...(typeof node.items === "object" ? [node.items] : []),
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
  ];
  return below.some((inner) => holdsFile(resolved(inner, defs), defs, depth + 1));
}
