import { reasonPhrases } from "../../core/reason.ts";
import { isBodiless } from "../../core/web-response.ts";
import type { Plan } from "../plan/plan.ts";
import type { ResponseModel } from "../plan/response-encoder.ts";
import { jsonOf } from "../schema/metadata.ts";
import type { Description, Direction } from "../schema/node.ts";
import { describe } from "../schema/registry.ts";
import { isSchema } from "../schema/schema.ts";
import { isStreamed } from "../streamed.ts";
import type { ResponseEntry, ResponseSpec } from "../types.ts";
import type { Components } from "./components.ts";
import { isObject, type JsonObject, mergeDeep, setOwn, within } from "./json.ts";
import { titleOf } from "./titles.ts";

const ranges: { readonly [range: string]: string } = {
  "1XX": "Information",
  "2XX": "Success",
  "3XX": "Redirection",
  "4XX": "Client Error",
  "5XX": "Server Error",
  default: "Default Response",
};

/** The answers of one operation. `separate`: models of answers are described by what they make, not by what they take. */
export function responsesOf(plan: Plan, id: string, components: Components, separate: boolean): JsonObject {
  const { route } = plan;
  const writer = new ResponseWriter(plan, id, components, separate);
  const responses: JsonObject = {};
  const status = String(route.status);
  const own: JsonObject = { description: route.options.responseDescription ?? "Successful Response" };
  setOwn(responses, status, own);
  if (!isBodiless(route.status)) {
    const content = writer.ownContent(route.responses.get(status));
    if (content !== undefined) own.content = content;
  }
  for (const [key, entry] of route.responses) {
    const { description, ...rest } = writer.declared(key, entry);
    const target = within(responses, key);
    const before = target.description;
    mergeDeep(target, rest);
    target.description = description ?? before ?? phraseOf(key);
    if (isBodiless(Number(key))) delete target.content;
  }
  return responses;
}

function phraseOf(key: string): string {
  return ranges[key] ?? reasonPhrases[Number(key)] ?? "Additional Response";
}

class ResponseWriter {
  readonly #plan: Plan;
  readonly #title: string;
  readonly #components: Components;
  readonly #separate: boolean;

  constructor(plan: Plan, id: string, components: Components, separate: boolean) {
    this.#plan = plan;
    this.#title = `Response ${titleOf(id)}`;
    this.#components = components;
    this.#separate = separate;
  }

  /** Content of the route's own status; undefined where `responses` says all of it, and of a redirect. */
  ownContent(declared: ResponseEntry | undefined): JsonObject | undefined {
    const { stream, responses, route } = this.#plan;
    const { response } = route.options;
    if (stream !== undefined && isStreamed(response)) {
      const item = this.#schema(stream.model, "");
      if (response.format === "jsonl") return { "application/jsonl": { itemSchema: item } };
      return { "text/event-stream": { itemSchema: eventSchema(item) } };
    }
    const own = responses?.models.own;
    if (own !== undefined) return { "application/json": { schema: this.#schema(own, this.#title) } };
    const spec: ResponseSpec = declared === undefined || isSchema(declared) ? {} : declared;
    const saysAll = spec.content !== undefined || spec.mediaType !== undefined;
    const isRedirect = route.status >= 300 && route.status < 400;
    return saysAll || isRedirect ? undefined : { "application/json": { schema: {} } };
  }

  /** An entry of `responses` as a response object. */
  declared(key: string, entry: ResponseEntry): JsonObject {
    const spec: ResponseSpec = isSchema(entry) ? {} : entry;
    const { schema: _, mediaType = "application/json", example, examples, headers, content, ...rest } = spec;
    const made: JsonObject = {};
    if (headers !== undefined) made.headers = this.#headers(headers);
    const contents: JsonObject = {};
    const model = this.#plan.responses?.models.others.get(key);
    if (model !== undefined) {
      const title = `Response ${key} ${this.#title.slice("Response ".length)}`;
      within(contents, mediaType).schema = this.#schema(model, title);
    }
    if (example !== undefined) within(contents, mediaType).example = jsonOf(example);
    if (examples !== undefined) within(contents, mediaType).examples = examplesOf(examples);
    for (const [type, given] of Object.entries(content ?? {}))
      mergeDeep(within(contents, type), this.#withSchema(given));
    if (Object.keys(contents).length > 0) made.content = contents;
    for (const [name, value] of Object.entries(rest)) if (value !== undefined) setOwn(made, name, jsonOf(value));
    return made;
  }

  /** A text is the description of a header field that is text. */
  #headers(headers: { readonly [name: string]: unknown }): JsonObject {
    const made: JsonObject = {};
    for (const [name, header] of Object.entries(headers)) {
      const given = typeof header === "string" ? { description: header, schema: { type: "string" } } : header;
      setOwn(made, name, this.#withSchema(isSchema(given) ? { schema: given } : given));
    }
    return made;
  }

  /** A copy of a header or media type object, whose `schema` may be a library's. */
  #withSchema(given: unknown): JsonObject {
    if (!isObject(given)) return {};
    const { schema, ...rest } = given;
    if (!isSchema(schema)) return jsonOf(given) as JsonObject;
    const { node, defs } = describe(schema, "output");
    return { schema: this.#components.schema(node, defs, "output"), ...(jsonOf(rest) as JsonObject) };
  }

  #schema(model: ResponseModel, title: string): JsonObject {
    const [{ node, defs }, direction] = this.#described(model);
    return this.#components.schema(node, defs, direction, title === "" ? undefined : title);
  }

  #described(model: ResponseModel): [Description, Direction] {
    if (this.#separate) return [model.description, "output"];
    try {
      return [describe(model.schema, "input"), "input"];
    } catch {
      // It can be made, but not taken: then there is one form of it only.
      return [model.description, "output"];
    }
  }
}

/** As FastAPI (0.165) describes an event whose data is JSON. Of data that may be anything an event may have none, or raw data. */
function eventSchema(item: JsonObject): JsonObject {
  const isAnything = Object.keys(item).length === 0;
  const data = isAnything
    ? { type: "string" }
    : { type: "string", contentMediaType: "application/json", contentSchema: item };
  return {
    type: "object",
    properties: { data, event: { type: "string" }, id: { type: "string" }, retry: { type: "integer", minimum: 0 } },
    ...(isAnything ? {} : { required: ["data"] }),
  };
}

const exampleKeys = new Set(["summary", "description", "value", "externalValue", "$ref"]);

/** Values by name, or OpenAPI's example objects as they are. */
function examplesOf(examples: { readonly [name: string]: unknown }): JsonObject {
  const made: JsonObject = {};
  for (const [name, value] of Object.entries(examples)) {
    const isExample =
      isObject(value) &&
      ["value", "externalValue", "$ref"].some((key) => Object.hasOwn(value, key)) &&
      Object.keys(value).every((key) => exampleKeys.has(key) || key.startsWith("x-"));
    setOwn(made, name, jsonOf(isExample ? value : { value }));
  }
  return made;
}

const validationErrorProperties = {
  loc: { items: { anyOf: [{ type: "string" }, { type: "integer" }] }, type: "array", title: "Location" },
  msg: { type: "string", title: "Message" },
  type: { type: "string", title: "Error Type" },
  input: { title: "Input" },
  ctx: { type: "object", title: "Context" },
};

/** Adds the answer to a request that is refused for its inputs, unless the route says itself what that is. */
export function addValidationError(responses: JsonObject, schema: () => JsonObject): void {
  if (["422", "4XX", "default"].some((key) => Object.hasOwn(responses, key))) return;
  responses["422"] = { description: "Validation Error", content: { "application/json": { schema: schema() } } };
}

/** FastAPI's components for it. Returns what makes references to the outer one. */
export function addValidationModels(components: Components): () => JsonObject {
  const inner = components.add("ValidationError", {
    properties: structuredClone(validationErrorProperties),
    type: "object",
    required: ["loc", "msg", "type"],
    title: "ValidationError",
  });
  return components.add("HTTPValidationError", {
    properties: { detail: { items: inner(), type: "array", title: "Detail" } },
    type: "object",
    title: "HTTPValidationError",
  });
}
