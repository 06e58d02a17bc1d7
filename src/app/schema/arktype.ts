import { declaredOnly } from "./ark-declared.ts";
import { type ArkInner, type ArkNode, type ArkProp, type ArkStructure, resultOf } from "./ark-node.ts";
import { addPatterns, isPortable, tighten } from "./constraints.ts";
import { givenSchema, jsonOf, type Metadata, nameOf, withForeignMetadata, withMetadata } from "./metadata.ts";
import type { SchemaAdapter, SchemaNode, Validated } from "./node.ts";
import { arrayOf, enumNode, nativeOf, recordOf, taggedOf, tupleOf } from "./shapes.ts";
import { standardValidate } from "./standard.ts";
import { annotate, put, splitField, unionOf, Walk } from "./walk.ts";

interface ArkType {
  readonly internal: ArkNode;
}

/** arktype 2. Needs no import by the user: everything is asked of the type itself. */
export const arktype: SchemaAdapter = {
  vendor: "arktype",
  describe(schema, direction) {
    const walk = new ArkWalk(direction);
    const { internal } = schema as ArkType;
    // arktype's optional fields are a matter of objects: a single one takes undefined.
    const isOptional = (internal.branches ?? []).some(({ kind, unit }) => kind === "unit" && unit === undefined);
    return walk.finish(walk.describe(internal), isOptional);
  },
  compile(schema) {
    const validate = standardValidate(schema);
    const { internal } = schema as ArkType;
    return (value) => {
      const result = validate(value) as Validated;
      return result.ok ? { ok: true, value: declaredOnly(internal, result.value) } : result;
    };
  },
};

/** Formats of arktype's keywords that do not name it themselves, by how they describe their pattern. */
const patternFormats: { readonly [description: string]: string } = {
  "an ISO 8601 (YYYY-MM-DDTHH:mm:ss.sssZ) date": "date-time",
  "base64-encoded": "base64",
  "base64url-encoded": "base64url",
};

class ArkWalk extends Walk {
  /** `above` is the metadata of a union, which arktype gives to each of its members too. */
  describe(node: ArkNode, above: Metadata = {}): SchemaNode {
    if (node.kind === "alias" && node.resolution !== undefined) return this.describe(node.resolution, above);
    const own = Object.entries(node.meta).filter(([key, value]) => above[key] !== value);
    const metadata = ownWords(Object.fromEntries(own));
    const id = nameOf(metadata, this);
    const made = this.model(node, id, () => {
      const described = withForeignMetadata(this.#make(node, metadata), metadata, this);
      return id === undefined ? described : splitField(described).inner;
    });
    return id === undefined ? made : { ...made, ...splitField(withMetadata({}, metadata, this)).field };
  }

  #make(node: ArkNode, metadata: Metadata): SchemaNode {
    const given = givenSchema(metadata, this);
    // Beside a morph, metadata for the unrepresentable is for what it makes.
    if (given !== undefined && (node.kind !== "morph" || this.direction === "output")) return given;
    switch (node.kind) {
      case "domain":
        return this.#domain(node);
      case "proto":
        return this.#proto(node);
      case "unit":
        return this.#unit(node.unit);
      case "union":
        return this.#union(node);
      case "morph":
        return this.#morph(node);
      case "intersection":
        return this.#intersection(node);
      default:
        return this.#unknown(`arktype's "${node.kind}"`);
    }
  }

  #unknown(what: string): never {
    return this.fail(`${what} has no JSON Schema: say what the wire carries with .configure({ jsonSchema: { … } })`);
  }

  #domain({ domain }: ArkNode): SchemaNode {
    if (domain === "string" || domain === "number" || domain === "object") return { type: domain };
    if (domain === "bigint") return { type: "integer", "x-flotilla": { native: "bigint" } };
    return this.#unknown(`a ${domain}`);
  }

  #proto({ proto }: ArkNode): SchemaNode {
    if (proto === Array) return arrayOf({});
    return (
      nativeOf(proto) ?? this.#unknown(`an instance of ${(proto as { readonly name?: string }).name ?? "a class"}`)
    );
  }

  #unit(unit: unknown): SchemaNode {
    if (unit === null) return { type: "null" };
    if (unit === undefined) return this.direction === "output" ? { type: "null" } : this.#unknown("undefined");
    const value = jsonOf(unit);
    if (value === undefined) return this.#unknown(`the value ${String(unit)}`);
    const node: SchemaNode = { ...enumNode([value]), const: value };
    delete node.enum;
    return typeof unit === "bigint" ? annotate(node, { native: "bigint" }) : node;
  }

  #union(node: ArkNode): SchemaNode {
    // arktype's UUIDs are a pattern and two values, all with the format of the whole.
    if (typeof node.meta.format === "string") return { type: "string", format: node.meta.format };
    const branches = (node.branches ?? []).filter(({ kind, unit }) => kind !== "unit" || unit !== undefined);
    if (branches.length > 1 && branches.every(({ kind, unit }) => kind === "unit" && unit !== null)) {
      const units = branches.map(({ unit }) => unit);
      if (units.length === 2 && units.every((unit) => typeof unit === "boolean")) return { type: "boolean" };
      return this.#values(units);
    }
    const groups = (node.branchGroups ?? branches).filter(({ kind, unit }) => kind !== "unit" || unit !== undefined);
    const values = groups.filter(({ kind, unit }) => kind === "unit" && unit !== null);
    const others = groups.filter((group) => !values.includes(group));
    const members = others.map((group) => this.describe(group, node.meta));
    if (values.length === 1) members.push(this.#unit(values[0].unit));
    else if (values.length > 1) members.push(this.#values(values.map(({ unit }) => unit)));
    const { discriminator } = node.meta;
    return typeof discriminator === "string"
      ? taggedOf(members, discriminator, (member) => this.resolve(member))
      : sorted(members);
  }

  /** arktype knows no difference between an enumeration and a union of literals. */
  #values(units: readonly unknown[]): SchemaNode {
    return enumNode(units.map((unit) => jsonOf(unit) ?? this.#unknown(`the value ${String(unit)}`)));
  }

  #morph(node: ArkNode): SchemaNode {
    if (this.direction === "input") return this.describe(node.rawIn!, node.meta);
    const made = resultOf(node);
    return made === undefined ? this.#unknown("what a morph makes") : this.describe(made, node.meta);
  }

  #intersection(node: ArkNode): SchemaNode {
    const { inner, structure } = node;
    const basis = inner.domain ?? inner.proto;
    let made: SchemaNode = basis === undefined ? {} : this.#basis(basis);
    if (structure !== undefined) {
      made = made.type === "array" ? this.#list(structure) : { ...made, ...this.#fields(structure) };
    }
    this.#constrain(made, inner);
    return made;
  }

  #basis(basis: ArkNode): SchemaNode {
    return basis.kind === "proto" ? this.#proto(basis) : this.#domain(basis);
  }

  #constrain(made: SchemaNode, inner: ArkInner): void {
    const bound = (node: ArkNode | undefined): number | undefined =>
      typeof node?.rule === "number" && Number.isFinite(node.rule) ? node.rule : undefined;
    const [min, max] = [bound(inner.min), bound(inner.max)];
    // The safe range of integers is arktype's, not the user's.
    if (min !== undefined && min !== Number.MIN_SAFE_INTEGER)
      made[inner.min?.exclusive ? "exclusiveMinimum" : "minimum"] = min;
    if (max !== undefined && max !== Number.MAX_SAFE_INTEGER)
      made[inner.max?.exclusive ? "exclusiveMaximum" : "maximum"] = max;
    tighten(made);
    const divisor = bound(inner.divisor);
    if (divisor !== undefined && Number.isInteger(divisor)) made.type = "integer";
    if (divisor !== undefined && divisor !== 1) made.multipleOf = divisor;
    const [least, most] = [bound(inner.exactLength ?? inner.minLength), bound(inner.exactLength ?? inner.maxLength)];
    const isList = made.type === "array";
    if (least !== undefined) made[isList ? "minItems" : "minLength"] = least;
    if (most !== undefined) made[isList ? "maxItems" : "maxLength"] = most;
    for (const { flags, meta } of inner.pattern ?? []) {
      const { description } = meta;
      if (flags !== "" || typeof description !== "string") continue;
      const isUuid = description.startsWith("a UUID");
      const format = isUuid
        ? "uuid"
        : Object.hasOwn(patternFormats, description)
          ? patternFormats[description]
          : undefined;
      if (format === undefined) continue;
      made.format = format;
      if (format.startsWith("base64")) made.contentEncoding = format;
    }
    // Patterns of arktype's own keywords have flags, if none: "". Those of users have none at all, or some.
    const own = (inner.pattern ?? []).filter(({ flags }) => flags !== "");
    const patterns = own.map(({ rule, flags }) => new RegExp(String(rule), flags)).filter(isPortable);
    addPatterns(
      made,
      patterns.map(({ source }) => source),
    );
  }

  #fields(structure: ArkStructure): SchemaNode {
    const made: SchemaNode = { type: "object" };
    const { index, undeclared } = structure.inner;
    const required: string[] = [];
    const properties: { [name: string]: SchemaNode } = {};
    for (const prop of structure.props) {
      const { key } = prop;
      if (typeof key === "symbol") return this.fail("a symbol cannot name a field");
      put(
        properties,
        key,
        this.below(key, () => this.#field(prop)),
      );
      if (prop.kind === "required") required.push(key);
    }
    if (structure.props.length > 0 || index === undefined) made.properties = properties;
    if (required.length > 0) made.required = required;
    const [first] = index ?? [];
    if (first !== undefined) {
      const value = this.below("*", () => this.describe(first.value));
      Object.assign(made, recordOf(this.describe(first.signature), value));
    } else if (undeclared === "reject") made.additionalProperties = false;
    return made;
  }

  #field(prop: ArkProp): SchemaNode {
    const node = this.describe(prop.value);
    if (!prop.hasDefault()) return node;
    const value = (): unknown => jsonOf(typeof prop.default === "function" ? prop.default() : prop.default);
    const json = value();
    const isSteady = JSON.stringify(json) === JSON.stringify(value());
    return json !== undefined && isSteady ? { ...node, default: json } : node;
  }

  #list({ sequence }: ArkStructure): SchemaNode {
    if (sequence === undefined) return arrayOf({});
    if (sequence.postfix !== undefined) this.#unknown("a list with items after a rest");
    const { variadic, prevariadic } = sequence;
    const rest = variadic === undefined ? undefined : this.below("*", () => this.describe(variadic));
    if (prevariadic.length === 0 && rest !== undefined) return arrayOf(rest);
    const items = prevariadic.map(({ node }, index) => this.below(index, () => this.describe(node)));
    return tupleOf(items, sequence.minLength, rest);
  }
}

/** arktype keeps no order among a union's members: null comes last, as elsewhere. */
function sorted(members: readonly SchemaNode[]): SchemaNode {
  const nulls = members.filter(({ type }) => type === "null");
  return unionOf([...members.filter(({ type }) => type !== "null"), ...nulls]);
}

/** arktype describes its own UUIDs in words that are not the user's. */
function ownWords(metadata: Metadata): Metadata {
  if (metadata.format !== "uuid" || metadata.description !== "a UUID") return metadata;
  const { description: _, ...rest } = metadata;
  return rest;
}
