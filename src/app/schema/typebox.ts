/** `flotilla/typebox`: TypeBox's schemas as the app takes them. */
import type { Static, StaticDecode, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { DecodeUnsafe, Default, HasCodec } from "typebox/value";
import type { Issue, SchemaAdapter, Validate, Validated } from "./node.ts";
import { registerAdapter } from "./registry.ts";
import type { Schema } from "./schema.ts";
import { declaredOnly } from "./typebox-declared.ts";
import { type BoxSchema, describeTypebox } from "./typebox-describe.ts";
import { put } from "./walk.ts";

type Maybe<T, Value> = T extends { readonly "~optional": true } ? Value | undefined : Value;

/** A TypeBox type as a Standard Schema. */
export interface TypeboxSchema<T extends TSchema> extends Schema<Maybe<T, Static<T>>, Maybe<T, StaticDecode<T>>> {
  readonly "~standard": Schema<Maybe<T, Static<T>>, Maybe<T, StaticDecode<T>>>["~standard"] & {
    readonly validate: (value: unknown) => { readonly value: unknown } | { readonly issues: readonly Issue[] };
  };
  readonly type: T;
}

/**
 * Wraps a TypeBox 1 type: `body: typebox(Type.Object({ name: Type.String() }))`. Callers give `Static<T>`, handlers get
 * `StaticDecode<T>`; defaults are filled in and undeclared fields dropped. Options of a type hold our own keys too
 * (`alias`, `hidden`, …); `$id` names a model.
 */
export function typebox<T extends TSchema>(type: T): TypeboxSchema<T> {
  let validate: Validate | undefined;
  const schema: TypeboxSchema<T> = {
    type,
    "~standard": {
      version: 1,
      vendor: "typebox",
      validate(value) {
        validate ??= compile(type);
        const result = validate(value) as Validated;
        return result.ok ? { value: result.value } : { issues: result.issues };
      },
    },
  };
  return schema;
}

const typeOf = (schema: unknown): TSchema => (schema as TypeboxSchema<TSchema>).type;

const adapter: SchemaAdapter = {
  vendor: "typebox",
  describe: (schema, direction) => describeTypebox(typeOf(schema) as BoxSchema, direction),
  compile: (schema) => compile(typeOf(schema)),
};

registerAdapter(adapter);

/** TypeBox makes a function of text where it may, and interprets the type elsewhere. */
function compile(type: TSchema): Validate {
  const validator = Compile(type);
  const isOptional = (type as BoxSchema)["~optional"] === true;
  const hasCodec = HasCodec(type);
  const hasDefaults = holdsDefault(type, new Set());
  return (value) => {
    if (value === undefined && isOptional && !hasDefaults) return { ok: true, value };
    const made = hasDefaults ? Default(type, copyOf(value)) : value;
    if (!validator.Check(made)) return { ok: false, issues: validator.Errors(made).map(issueOf) };
    const clean = declaredOnly(type as BoxSchema, made);
    return { ok: true, value: hasCodec ? DecodeUnsafe({}, type, clean) : clean };
  };
}

/** Whether a type, or one inside it, has a default. */
function holdsDefault(type: unknown, seen: Set<unknown>): boolean {
  if (typeof type !== "object" || type === null || seen.has(type)) return false;
  seen.add(type);
  return Object.hasOwn(type, "default") || Object.values(type).some((part) => holdsDefault(part, seen));
}

/** TypeBox's `Default` changes the value it is given. Dates, files and other objects with a class are handed on as they are. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy: { [name: string]: unknown } = {};
  for (const [name, item] of Object.entries(value)) put(copy, name, copyOf(item));
  return copy;
}

interface BoxError {
  readonly instancePath: string;
  readonly message: string;
  readonly params?: object;
}

/** `instancePath` is a JSON Pointer (RFC 6901). */
function issueOf({ instancePath, message, params }: BoxError): Issue {
  const path = instancePath.split("/").slice(1).map(unescaped);
  const missing = (params as { readonly requiredProperties?: readonly string[] } | undefined)?.requiredProperties?.[0];
  return { path: missing === undefined ? path : [...path, missing], message };
}

function unescaped(step: string): string | number {
  return /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~");
}
