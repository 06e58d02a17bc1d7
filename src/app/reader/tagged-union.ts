import type { SchemaNode } from "../schema/node.ts";
import { isPlainObject } from "./own.ts";
import { report, within } from "./problems.ts";
import { repr, str } from "./python.ts";
import type { Compiler, Step } from "./step.ts";

type Tag = string | number | boolean;

interface Tagged {
  readonly tag: Tag;
  readonly node: SchemaNode;
}

const isTag = (value: unknown): value is Tag => ["string", "number", "boolean"].includes(typeof value);

/** Every tag that leads to a member. A member may be a union itself, by the same discriminator or by another. */
function tagsOf(member: SchemaNode, property: string, compiler: Compiler): Tagged[] {
  const node = compiler.resolve(member);
  const inner = node.oneOf ?? node.anyOf;
  if (inner !== undefined) {
    const tags = inner.flatMap((one) => tagsOf(one, property, compiler).map(({ tag }) => tag));
    return tags.map((tag) => ({ tag, node: member }));
  }
  const field = node.properties?.[property];
  const values = field === undefined ? [] : (field.enum ?? [field.const]);
  return values.filter(isTag).map((tag) => ({ tag, node: member }));
}

function mappedTags(node: SchemaNode): Tagged[] {
  return Object.entries(node.discriminator?.mapping ?? {}).map(([tag, $ref]) => ({ tag, node: { $ref } }));
}

/** The discriminator's name on the wire. */
function wireName(members: readonly SchemaNode[], property: string, compiler: Compiler): string {
  const fields = members.map((member) => compiler.resolve(member).properties?.[property]);
  return fields.find((field) => field !== undefined)?.["x-flotilla"]?.alias ?? property;
}

/** A union whose members are told apart by one property; undefined where not every member has a tag of its own. */
export function taggedUnionStep(node: SchemaNode, compiler: Compiler): Step | undefined {
  const members = node.oneOf ?? node.anyOf ?? [];
  const property = node.discriminator?.propertyName ?? "";
  const found = members.map((member) => tagsOf(member, property, compiler));
  const tagged = found.every((tags) => tags.length > 0) ? found.flat() : mappedTags(node);
  if (tagged.length === 0) return undefined;
  const reads = new Map<unknown, Step>(tagged.map((one) => [one.tag, compiler.step(one.node)]));
  const key = wireName(members, property, compiler);
  const discriminator = repr(key);
  const expectedTags = tagged.map(({ tag }) => repr(tag)).join(", ");
  return (value, loc, problems) => {
    if (!isPlainObject(value)) return report(problems, "model_attributes_type", loc, value);
    const tag = Object.hasOwn(value, key) ? value[key] : undefined;
    if (tag === undefined) return report(problems, "union_tag_not_found", loc, value, { discriminator });
    const read = reads.get(tag);
    if (read === undefined) {
      const ctx = { discriminator, tag: str(tag), expected_tags: expectedTags };
      return report(problems, "union_tag_invalid", loc, value, ctx);
    }
    const from = problems.length;
    const result = read(value, loc, problems);
    if (result === undefined)
      within(problems, from, loc.length, typeof tag === "boolean" ? repr(tag) : (tag as string));
    return result;
  };
}
