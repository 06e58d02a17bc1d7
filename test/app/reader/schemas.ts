/** The schemas of the table in cases.ts, as an adapter describes them. */
import type { SchemaNode } from "../../../src/app/schema/node.ts";

export interface CaseSchema {
  readonly node: SchemaNode;
  readonly defs: { readonly [name: string]: SchemaNode };
}

const text: SchemaNode = { type: "string" };
const integer: SchemaNode = { type: "integer" };
const number: SchemaNode = { type: "number" };
const boolean: SchemaNode = { type: "boolean" };
const list = (items: SchemaNode, more: SchemaNode = {}): SchemaNode => ({ type: "array", items, ...more });
const format = (name: string, more: SchemaNode = {}): SchemaNode => ({ type: "string", format: name, ...more });
const nullable = (node: SchemaNode): SchemaNode => ({ anyOf: [node, { type: "null" }] });
const object = (
  properties: { [name: string]: SchemaNode },
  required: string[] = Object.keys(properties),
  more: SchemaNode = {},
): SchemaNode => ({ type: "object", properties, required, ...more });
const ref = (name: string): SchemaNode => ({ $ref: `#/$defs/${name}` });

const User = object({ username: { type: "string", minLength: 3 }, full_name: nullable(text) }, ["username"]);
const Tree = object({ value: integer, children: list(ref("Tree")) }, ["value"]);
const Cat = object({ pet_type: { type: "string", const: "cat" }, meows: integer });
const Dog = object({ pet_type: { type: "string", const: "dog" }, barks: number });
const Car = object({ description: text, wheels: integer }, ["description"]);
const Plane = object({ description: text, size: integer });
const pet: SchemaNode = { oneOf: [ref("Cat"), ref("Dog")], discriminator: { propertyName: "pet_type" } };

const nodes: { readonly [key: string]: SchemaNode } = {
  int: integer,
  positiveInt: { type: "integer", exclusiveMinimum: 0 },
  rangedInt: { type: "integer", minimum: 3, maximum: 10 },
  evenInt: { type: "integer", multipleOf: 2, exclusiveMaximum: 100 },
  bigint: { type: "integer", "x-flotilla": { native: "bigint" } },
  bigintAtLeast: { type: "integer", minimum: 10, "x-flotilla": { native: "bigint" } },
  number,
  price: { type: "number", exclusiveMinimum: 0 },
  ratio: { type: "number", minimum: 0, maximum: 1 },
  half: { type: "number", multipleOf: 0.5, exclusiveMaximum: 3.5 },
  boolean,

  string: text,
  shortText: { type: "string", minLength: 3, maxLength: 5 },
  oneChar: { type: "string", minLength: 1, maxLength: 1 },
  code: { type: "string", pattern: "^[a-z]{2}-\\d+$" },
  boundedCode: { type: "string", minLength: 4, maxLength: 6, pattern: "^[a-z]+$" },
  color: { type: "string", enum: ["red", "green", "blue"] },
  level: { type: "integer", enum: [1, 2, 3] },
  answer: { type: "string", const: "yes" },
  uuid: format("uuid"),
  url: format("uri"),
  nativeUrl: format("uri", { "x-flotilla": { native: "url" } }),
  email: format("email"),
  ipv4: format("ipv4"),
  ipv6: format("ipv6"),
  decimal: format("decimal", { "x-flotilla": { maxDigits: 5, decimalPlaces: 2 } }),

  dateTime: format("date-time"),
  nativeDateTime: format("date-time", { "x-flotilla": { native: "date" } }),
  date: format("date"),
  nativeDate: format("date", { "x-flotilla": { native: "date" } }),
  time: format("time"),
  duration: format("duration"),

  ints: list(integer),
  tags: list(text, { minItems: 1, maxItems: 3 }),
  intSet: list(integer, { minItems: 2, maxItems: 3, uniqueItems: true, "x-flotilla": { native: "set" } }),
  textSet: list(text, { uniqueItems: true, "x-flotilla": { native: "set" } }),
  pair: { type: "array", prefixItems: [integer, text], items: false, minItems: 2, maxItems: 2 },
  matrix: list(list(number)),
  booleans: list(boolean),

  item: object(
    {
      name: text,
      price: { type: "number", exclusiveMinimum: 0 },
      tags: list(text),
      description: nullable(text),
    },
    ["name", "price"],
  ),
  forbidding: object({ name: text, age: integer }, ["name"], { additionalProperties: false }),
  nested: object({
    item: object({ name: text, size: object({ width: integer, height: integer }) }),
    importance: integer,
  }),
  aliased: object(
    {
      itemQuery: { type: "string", "x-flotilla": { alias: "item-query" } },
      count: { type: "integer", "x-flotilla": { alias: "itemCount" } },
    },
    ["itemQuery"],
  ),
  weights: { type: "object", propertyNames: text, additionalProperties: number },
  counts: { type: "object", propertyNames: { type: "string", minLength: 2 }, additionalProperties: integer },
  tree: ref("Tree"),
  named: ref("User"),
  users: list(ref("User")),
  scores: {
    type: "object",
    propertyNames: integer,
    additionalProperties: integer,
    "x-flotilla": { native: "map" },
  },

  intOrText: { anyOf: [integer, text] },
  intOrBool: { anyOf: [integer, boolean] },
  numberOrInts: { anyOf: [number, list(integer)] },
  nullableInt: nullable(integer),
  nullableEither: { anyOf: [integer, boolean, { type: "null" }] },
  nullOnly: { type: "null" },
  shortOrPositive: {
    anyOf: [
      { type: "string", maxLength: 3 },
      { type: "integer", exclusiveMinimum: 0 },
    ],
  },
  animal: { anyOf: [ref("Cat"), ref("Dog")] },
  pet,
  pets: list(pet),
  vehicle: { anyOf: [ref("Car"), ref("Plane")] },
  optionalItem: nullable(ref("Cat")),
  textOrTexts: { anyOf: [text, list(text)] },
  recordOrInt: { anyOf: [{ type: "object", propertyNames: text, additionalProperties: integer }, integer] },
  anything: {},
};

const models: { readonly [name: string]: SchemaNode } = { User, Tree, Cat, Dog, Car, Plane };

/** A node with the models it refers to; none of them refers to another. */
function described(node: SchemaNode): CaseSchema {
  const names = [...JSON.stringify(node).matchAll(/#\/\$defs\/(\w+)/g)].map(([, name]) => name);
  return { node, defs: Object.fromEntries(names.map((name) => [name, models[name]])) };
}

export const schemas: Readonly<Record<string, CaseSchema>> = Object.fromEntries(
  Object.entries(nodes).map(([key, node]) => [key, described(node)]),
);
