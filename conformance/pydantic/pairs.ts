import type { Origin } from "../../src/app/reader/problem.ts";
import type { SchemaNode } from "../../src/app/schema/node.ts";
import type { Random } from "./random.ts";
import { texts, wild } from "./samples.ts";

/** A schema and an input for it. */
export interface Pair {
  readonly node: SchemaNode;
  readonly defs: { readonly [name: string]: SchemaNode };
  readonly origin: Origin;
  readonly input: unknown;
}

const strings = Object.values(texts).flat();

function mutated(whole: string, random: Random): string {
  const text = [...whole];
  const at = random.below(text.length + 1);
  const how = random.below(3);
  const extra = random.pick([...'0123456789-+.:TZ ,@_eEPx/éa<>[]"%']);
  text.splice(at, how === 0 ? 0 : 1, ...(how === 2 ? [] : [extra]));
  return text.join("");
}

function textFor(kind: string, random: Random): string {
  const text = random.pick(random.chance(0.9) ? (texts[kind] ?? texts.text) : strings);
  return random.chance(0.4) ? mutated(text, random) : text;
}

function bounds(random: Random, values: readonly number[]): SchemaNode {
  const node: SchemaNode = {};
  for (const key of ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const) {
    if (random.chance(0.2)) node[key] = random.pick(key === "multipleOf" ? values.filter((one) => one > 0) : values);
  }
  return node;
}

function lengths(
  random: Random,
  min: "minLength" | "minItems" | "minProperties",
  max: "maxLength" | "maxItems" | "maxProperties",
): SchemaNode {
  const node: SchemaNode = {};
  if (random.chance(0.3)) node[min] = 1 + random.below(3);
  if (random.chance(0.3)) node[max] = 1 + random.below(4);
  return node;
}

/** A schema, and what makes inputs that have a chance with it. */
interface Made {
  readonly node: SchemaNode;
  readonly input: () => unknown;
}

const formats = ["date-time", "date", "time", "duration", "uuid", "uri", "email", "ipv4", "ipv6"];

function scalar(random: Random): Made {
  const made = (node: SchemaNode, kind: string): Made => ({ node, input: () => textFor(kind, random) });
  const more = random.chance(0.5) ? bounds(random, [0, 1, 2, 3, 5, 10, -2]) : {};
  switch (random.below(12)) {
    case 0:
      return made({ type: "integer", ...more }, "integer");
    case 1:
      return made(
        { type: "number", ...(random.chance(0.5) ? bounds(random, [0, 0.1, 0.5, 1, 2.5, 10, -1.5]) : {}) },
        "number",
      );
    case 2:
      return made({ type: "boolean" }, "boolean");
    case 3:
      return made(
        {
          type: "string",
          ...lengths(random, "minLength", "maxLength"),
          ...(random.chance(0.3) ? { pattern: "^[a-z]+$" } : {}),
        },
        "text",
      );
    case 4:
      return made(
        random.chance(0.5) ? { type: "string", enum: ["a", "ab", "x'y"] } : { type: "string", const: "abc" },
        "text",
      );
    case 5:
      return made(
        {
          type: "string",
          format: "decimal",
          "x-flotilla": random.chance(0.5) ? { maxDigits: 5, decimalPlaces: 2 } : {},
        },
        "decimal",
      );
    case 6: {
      const format = random.pick(["date-time", "date"]);
      return made({ type: "string", format, "x-flotilla": { native: "date" } }, format);
    }
    case 7:
      return made({ type: "integer", ...more, "x-flotilla": { native: "bigint" } }, "integer");
    case 8:
      return made({ type: "string", contentEncoding: "base64", "x-flotilla": { native: "bytes" } }, "base64");
    default: {
      const format = random.pick(formats);
      return made({ type: "string", format }, format);
    }
  }
}

function json(made: Made, random: Random): () => unknown {
  return () => (random.chance(0.25) ? random.pick(wild) : made.input());
}

const names = ["a", "b", "c", "d"];

function model(random: Random, depth: number): Made {
  const fields = names.slice(0, 1 + random.below(4)).map((name) => ({ name, made: any(random, depth - 1) }));
  const properties = Object.fromEntries(
    fields.map(({ name, made }) => [
      name,
      random.chance(0.1)
        ? { ...made.node, "x-flotilla": { ...made.node["x-flotilla"], alias: `${name}-x` } }
        : made.node,
    ]),
  );
  const node: SchemaNode = {
    type: "object",
    title: random.pick(["Item", "User"]),
    properties,
    required: fields.filter(() => random.chance(0.7)).map(({ name }) => name),
  };
  if (random.chance(0.3)) node.additionalProperties = false;
  const inputs = fields.map(({ name, made }) => ({
    key: properties[name]["x-flotilla"]?.alias ?? name,
    input: json(made, random),
  }));
  return {
    node,
    input: () => {
      const entries = inputs.filter(() => random.chance(0.85)).map(({ key, input }) => [key, input()]);
      if (random.chance(0.3)) entries.push([random.pick(["extra", "__proto__x", "z"]), 1]);
      return Object.fromEntries(entries);
    },
  };
}

function list(random: Random, depth: number): Made {
  const items = any(random, depth - 1);
  const input = json(items, random);
  // Python tells equal bytes, dates and lists apart no better than by their content; JavaScript's sets do not.
  const comparable = items.node["x-flotilla"]?.native === undefined && typeof items.node.type === "string";
  const set = comparable && !["object", "array"].includes(items.node.type as string) && random.chance(0.3);
  const node: SchemaNode = { type: "array", items: items.node, ...lengths(random, "minItems", "maxItems") };
  if (set) node["x-flotilla"] = { native: "set" };
  return { node, input: () => Array.from({ length: random.below(5) }, input) };
}

function tuple(random: Random, depth: number): Made {
  const places = Array.from({ length: 1 + random.below(3) }, () => any(random, depth - 1));
  return {
    node: { type: "array", prefixItems: places.map(({ node }) => node), items: false },
    input: () =>
      places
        .slice(0, places.length - (random.chance(0.2) ? 1 : 0))
        .map((place) => json(place, random)())
        .concat(random.chance(0.2) ? [1] : []),
  };
}

function record(random: Random, depth: number): Made {
  const values = any(random, depth - 1);
  const keys: SchemaNode = random.pick([{ type: "string" }, { type: "string", minLength: 2 }, { type: "integer" }]);
  const node: SchemaNode = {
    type: "object",
    propertyNames: keys,
    additionalProperties: values.node,
    ...lengths(random, "minProperties", "maxProperties"),
  };
  const input = json(values, random);
  return {
    node,
    input: () =>
      Object.fromEntries(["a", "1", "bc", "02"].filter(() => random.chance(0.5)).map((key) => [key, input()])),
  };
}

/** What a schema is in Python, as far as two of a kind would be one member of a `Union`. */
function python(node: SchemaNode): string {
  if (node.anyOf !== undefined) return node.anyOf.map(python).join();
  if (node.oneOf !== undefined) return "object";
  return node.format ?? (node.enum === undefined ? String(node.type ?? "const") : "enum");
}

function union(random: Random, depth: number): Made {
  const members: Made[] = [];
  for (let tries = 0; members.length < 2 || tries < 3; tries += 1) {
    const made = any(random, depth - 1);
    const known = members.flatMap(({ node }) => python(node).split(","));
    if (
      !python(made.node)
        .split(",")
        .some((kind) => known.includes(kind))
    )
      members.push(made);
  }
  const nodes: SchemaNode[] = members.map(({ node }) => node);
  if (random.chance(0.3)) nodes.push({ type: "null" });
  return { node: { anyOf: nodes }, input: () => json(random.pick(members), random)() };
}

/** Models told apart by a property, and now and then none of their tags. */
function taggedUnion(random: Random, depth: number): Made {
  const members = ["cat", "dog"].map((tag) => {
    const { node, input } = model(random, depth);
    const properties = { kind: { const: tag }, ...node.properties };
    return { node: { ...node, properties, required: ["kind", ...(node.required ?? [])] }, tag, input };
  });
  const tags = () => random.pick<unknown>(["cow", null, 1, "", ["cat"]]);
  return {
    node: { oneOf: members.map(({ node }) => node), discriminator: { propertyName: "kind" } },
    input: () => {
      const { tag, input } = random.pick(members);
      const kind = random.chance(0.9) ? { kind: random.chance(0.9) ? tag : tags() } : {};
      return { ...kind, ...(input() as object) };
    },
  };
}

function any(random: Random, depth: number): Made {
  if (depth <= 0 || random.chance(0.4)) return scalar(random);
  return random.pick([model, list, tuple, record, union, taggedUnion])(random, depth);
}

/** A random pair. Text is read by scalars, their lists and their unions; JSON by anything. */
export function randomPair(random: Random): Pair {
  if (random.chance(0.5)) {
    const made = scalar(random);
    return { node: made.node, defs: {}, origin: "text", input: made.input() };
  }
  const made = any(random, 3);
  return { node: made.node, defs: {}, origin: "json", input: json(made, random)() };
}
