import { Check } from "typebox/value";
import type { BoxSchema } from "./typebox-describe.ts";
import { put } from "./walk.ts";

type Scopes = readonly NonNullable<BoxSchema["$defs"]>[];

/**
 * A valid value without the fields that its type doesn't declare, as the other libraries' objects make it. TypeBox's own
 * `Clean` does the same to the value itself, in 33 µs where this takes 1 (Node 20, an order of 3 lines).
 */
export function declaredOnly(schema: BoxSchema, value: unknown, above: Scopes = []): unknown {
  if (typeof value !== "object" || value === null) return value;
  const scopes = schema.$defs === undefined ? above : [schema.$defs, ...above];
  if (schema.$ref !== undefined) {
    const name = schema.$ref;
    const target = scopes.find((defs) => Object.hasOwn(defs, name))?.[name];
    return target === undefined ? value : declaredOnly(target, value, scopes);
  }
  const members = schema.anyOf ?? schema.oneOf;
  if (members !== undefined) {
    const defs = Object.assign({}, ...scopes.toReversed()) as NonNullable<BoxSchema["$defs"]>;
    const member = members.find((one) => Check(defs as never, one as never, value));
    return member === undefined ? value : declaredOnly(member, value, scopes);
  }
  if (Array.isArray(value)) return items(schema, value, scopes);
  // An object with a class (a Date, a File) has no fields that go on the wire.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((member) => declaredOnly(member, value, scopes) as { [name: string]: unknown });
    const made: { [name: string]: unknown } = {};
    for (const part of parts) for (const name of Object.keys(part)) put(made, name, part[name]);
    return made;
  }
  return schema.type === "object" ? fields(schema, value as { readonly [name: string]: unknown }, scopes) : value;
}

function items({ items: given }: BoxSchema, value: readonly unknown[], scopes: Scopes): unknown[] {
  return value.map((item, index) => {
    const schema = Array.isArray(given) ? (given as readonly BoxSchema[])[index] : (given as BoxSchema | undefined);
    return schema === undefined ? item : declaredOnly(schema, item, scopes);
  });
}

function fields(
  { properties = {}, patternProperties, additionalProperties }: BoxSchema,
  value: { readonly [name: string]: unknown },
  scopes: Scopes,
): object {
  const made: { [name: string]: unknown } = {};
  for (const name of Object.keys(value)) {
    const schema = Object.hasOwn(properties, name)
      ? properties[name]
      : (byPattern(patternProperties, name) ?? additionalProperties);
    if (schema === true) put(made, name, value[name]);
    else if (typeof schema === "object") put(made, name, declaredOnly(schema, value[name], scopes));
  }
  return made;
}

const compiled = new Map<string, RegExp>();

/** A record's patterns are of the type, not of the client: there are as many as types have. */
function byPattern(patterns: BoxSchema["patternProperties"], name: string): BoxSchema | undefined {
  for (const pattern of Object.keys(patterns ?? {})) {
    const regexp = compiled.get(pattern) ?? new RegExp(pattern);
    compiled.set(pattern, regexp);
    if (regexp.test(name)) return patterns![pattern];
  }
  return undefined;
}
