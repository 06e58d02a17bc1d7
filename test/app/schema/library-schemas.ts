/**
 * The schemas of test/app/reader/schemas.ts in the words of four libraries, under the same keys. What a library cannot say is
 * left out here and listed, with the reason, in `inexpressible`.
 */
import { scope, type } from "arktype";
import { type Static, type TSchema, Type } from "typebox";
import * as v from "valibot";
import { z } from "zod";
import type { Schema } from "../../../src/app/schema/schema.ts";
import { typebox } from "../../../src/app/schema/typebox.ts";

export type Library = "zod" | "valibot" | "arktype" | "typebox";
export type Schemas = { readonly [key: string]: Schema };

const zUser = z
  .object({ username: z.string().min(3), full_name: z.string().nullable().optional() })
  .meta({ id: "User" });
const zTree = z
  .object({
    value: z.int(),
    get children() {
      return z.array(zTree).optional();
    },
  })
  .meta({ id: "Tree" }) as z.ZodType;
const zCat = z.object({ pet_type: z.literal("cat"), meows: z.int() }).meta({ id: "Cat" });
const zDog = z.object({ pet_type: z.literal("dog"), barks: z.number() }).meta({ id: "Dog" });
const zCar = z.object({ description: z.string(), wheels: z.int().optional() }).meta({ id: "Car" });
const zPlane = z.object({ description: z.string(), size: z.int() }).meta({ id: "Plane" });
const zPet = z.discriminatedUnion("pet_type", [zCat, zDog]);

const zod: Schemas = {
  int: z.int(),
  positiveInt: z.int().positive(),
  rangedInt: z.int().min(3).max(10),
  evenInt: z.int().multipleOf(2).lt(100),
  bigint: z.bigint(),
  bigintAtLeast: z.bigint().min(10n),
  number: z.number(),
  price: z.number().positive(),
  ratio: z.number().min(0).max(1),
  half: z.number().multipleOf(0.5).lt(3.5),
  boolean: z.boolean(),
  string: z.string(),
  shortText: z.string().min(3).max(5),
  oneChar: z.string().length(1),
  code: z.string().regex(/^[a-z]{2}-\d+$/),
  boundedCode: z
    .string()
    .min(4)
    .max(6)
    .regex(/^[a-z]+$/),
  color: z.enum(["red", "green", "blue"]),
  level: z.enum({ low: 1, middle: 2, high: 3 }),
  answer: z.literal("yes"),
  uuid: z.guid(),
  url: z.url(),
  nativeUrl: z.instanceof(URL).meta({ jsonSchema: { type: "string", format: "uri", "x-flotilla": { native: "url" } } }),
  email: z.email(),
  ipv4: z.ipv4(),
  ipv6: z.ipv6(),
  decimal: z.string().meta({ format: "decimal", maxDigits: 5, decimalPlaces: 2 }),
  dateTime: z.iso.datetime({ offset: true, local: true }),
  nativeDateTime: z.date(),
  date: z.iso.date(),
  nativeDate: z.date().meta({ format: "date" }),
  time: z.string().meta({ format: "time" }),
  duration: z.string().meta({ format: "duration" }),
  ints: z.array(z.int()),
  tags: z.array(z.string()).min(1).max(3),
  intSet: z.set(z.int()).min(2).max(3),
  textSet: z.set(z.string()),
  pair: z.tuple([z.int(), z.string()]),
  matrix: z.array(z.array(z.number())),
  booleans: z.array(z.boolean()),
  item: z.object({
    name: z.string(),
    price: z.number().positive(),
    tags: z.array(z.string()).optional(),
    description: z.string().nullish(),
  }),
  forbidding: z.strictObject({ name: z.string(), age: z.int().optional() }),
  nested: z.object({
    item: z.object({ name: z.string(), size: z.object({ width: z.int(), height: z.int() }) }),
    importance: z.int(),
  }),
  aliased: z.object({
    itemQuery: z.string().meta({ alias: "item-query" }),
    count: z.int().meta({ alias: "itemCount" }).optional(),
  }),
  weights: z.record(z.string(), z.number()),
  counts: z.record(z.string().min(2), z.int()),
  tree: zTree,
  named: zUser,
  users: z.array(zUser),
  scores: z.map(z.int(), z.int()),
  intOrText: z.union([z.int(), z.string()]),
  intOrBool: z.union([z.int(), z.boolean()]),
  numberOrInts: z.union([z.number(), z.array(z.int())]),
  nullableInt: z.int().nullable(),
  nullableEither: z.union([z.int(), z.boolean()]).nullable(),
  nullOnly: z.null(),
  shortOrPositive: z.union([z.string().max(3), z.int().positive()]),
  animal: z.union([zCat, zDog]),
  pet: zPet,
  pets: z.array(zPet),
  vehicle: z.union([zCar, zPlane]),
  optionalItem: zCat.nullable(),
  textOrTexts: z.union([z.string(), z.array(z.string())]),
  recordOrInt: z.union([z.record(z.string(), z.int()), z.int()]),
  anything: z.any(),
};

const int = v.pipe(v.number(), v.integer());
const named = <const T extends v.ObjectEntries>(id: string, entries: T) =>
  v.pipe(v.object(entries), v.metadata({ id }));
const vUser = named("User", {
  username: v.pipe(v.string(), v.minLength(3)),
  full_name: v.optional(v.nullable(v.string())),
});
const vTree: v.GenericSchema = named("Tree", { value: int, children: v.optional(v.array(v.lazy(() => vTree))) });
const vCat = named("Cat", { pet_type: v.literal("cat"), meows: int });
const vDog = named("Dog", { pet_type: v.literal("dog"), barks: v.number() });
const vCar = named("Car", { description: v.string(), wheels: v.optional(int) });
const vPlane = named("Plane", { description: v.string(), size: int });
const vPet = v.variant("pet_type", [vCat, vDog]);
const text = (...format: [string, { [key: string]: unknown }?]) =>
  v.pipe(v.string(), v.metadata({ format: format[0], ...format[1] }));

const valibot: Schemas = {
  int,
  positiveInt: v.pipe(int, v.gtValue(0)),
  rangedInt: v.pipe(int, v.minValue(3), v.maxValue(10)),
  evenInt: v.pipe(int, v.multipleOf(2), v.ltValue(100)),
  bigint: v.bigint(),
  bigintAtLeast: v.pipe(v.bigint(), v.minValue(10n)),
  number: v.number(),
  price: v.pipe(v.number(), v.gtValue(0)),
  ratio: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  half: v.pipe(v.number(), v.multipleOf(0.5), v.ltValue(3.5)),
  boolean: v.boolean(),
  string: v.string(),
  shortText: v.pipe(v.string(), v.minLength(3), v.maxLength(5)),
  oneChar: v.pipe(v.string(), v.length(1)),
  code: v.pipe(v.string(), v.regex(/^[a-z]{2}-\d+$/)),
  boundedCode: v.pipe(v.string(), v.minLength(4), v.maxLength(6), v.regex(/^[a-z]+$/)),
  color: v.picklist(["red", "green", "blue"]),
  level: v.enum({ low: 1, middle: 2, high: 3 }),
  answer: v.literal("yes"),
  uuid: v.pipe(v.string(), v.uuid()),
  url: v.pipe(v.string(), v.url()),
  nativeUrl: v.instance(URL),
  email: v.pipe(v.string(), v.email()),
  ipv4: v.pipe(v.string(), v.ipv4()),
  ipv6: v.pipe(v.string(), v.ipv6()),
  decimal: text("decimal", { maxDigits: 5, decimalPlaces: 2 }),
  dateTime: text("date-time"),
  nativeDateTime: v.date(),
  date: v.pipe(v.string(), v.isoDate()),
  nativeDate: v.pipe(v.date(), v.metadata({ format: "date" })),
  time: text("time"),
  duration: text("duration"),
  ints: v.array(int),
  tags: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(3)),
  intSet: v.pipe(v.set(int), v.minSize(2), v.maxSize(3)),
  textSet: v.set(v.string()),
  pair: v.strictTuple([int, v.string()]),
  matrix: v.array(v.array(v.number())),
  booleans: v.array(v.boolean()),
  item: v.object({
    name: v.string(),
    price: v.pipe(v.number(), v.gtValue(0)),
    tags: v.optional(v.array(v.string())),
    description: v.nullish(v.string()),
  }),
  forbidding: v.strictObject({ name: v.string(), age: v.optional(int) }),
  nested: v.object({
    item: v.object({ name: v.string(), size: v.object({ width: int, height: int }) }),
    importance: int,
  }),
  aliased: v.object({
    itemQuery: v.pipe(v.string(), v.metadata({ alias: "item-query" })),
    count: v.optional(v.pipe(int, v.metadata({ alias: "itemCount" }))),
  }),
  weights: v.record(v.string(), v.number()),
  counts: v.record(v.pipe(v.string(), v.minLength(2)), int),
  tree: vTree,
  named: vUser,
  users: v.array(vUser),
  scores: v.map(int, int),
  intOrText: v.union([int, v.string()]),
  intOrBool: v.union([int, v.boolean()]),
  numberOrInts: v.union([v.number(), v.array(int)]),
  nullableInt: v.nullable(int),
  nullableEither: v.nullable(v.union([int, v.boolean()])),
  nullOnly: v.null(),
  shortOrPositive: v.union([v.pipe(v.string(), v.maxLength(3)), v.pipe(int, v.gtValue(0))]),
  animal: v.union([vCat, vDog]),
  pet: vPet,
  pets: v.array(vPet),
  vehicle: v.union([vCar, vPlane]),
  optionalItem: v.nullable(vCat),
  textOrTexts: v.union([v.string(), v.array(v.string())]),
  recordOrInt: v.union([v.record(v.string(), int), int]),
  anything: v.any(),
};

/** Metadata of ours, which arktype's types don't know. */
const own = (metadata: object): object => metadata;
const aUser = type({ username: "string >= 3", "full_name?": "string | null" }).configure(own({ id: "User" }));
const aTree = scope({ Tree: [{ value: "number.integer", "children?": "Tree[]" }, "@", own({ id: "Tree" })] }).export()
  .Tree;
const aCat = type({ pet_type: "'cat'", meows: "number.integer" }).configure(own({ id: "Cat" }));
const aDog = type({ pet_type: "'dog'", barks: "number" }).configure(own({ id: "Dog" }));
const aCar = type({ description: "string", "wheels?": "number.integer" }).configure(own({ id: "Car" }));
const aPlane = type({ description: "string", size: "number.integer" }).configure(own({ id: "Plane" }));
const aPet = aCat.or(aDog).configure(own({ discriminator: "pet_type" }));

const arktype: Schemas = {
  int: type("number.integer"),
  positiveInt: type("number.integer > 0"),
  rangedInt: type("3 <= number.integer <= 10"),
  evenInt: type("number.integer % 2 < 100"),
  bigint: type("bigint"),
  number: type("number"),
  price: type("number > 0"),
  ratio: type("0 <= number <= 1"),
  boolean: type("boolean"),
  string: type("string"),
  shortText: type("3 <= string <= 5"),
  oneChar: type("string == 1"),
  code: type(/^[a-z]{2}-\d+$/),
  boundedCode: type("4 <= string <= 6").and(type(/^[a-z]+$/)),
  color: type.enumerated("red", "green", "blue"),
  level: type.enumerated(1, 2, 3),
  answer: type("'yes'"),
  uuid: type("string.uuid"),
  url: type("string.url"),
  nativeUrl: type.instanceOf(URL),
  email: type("string.email"),
  ipv4: type("string.ip.v4"),
  ipv6: type("string.ip.v6"),
  decimal: type("string").configure(own({ format: "decimal", maxDigits: 5, decimalPlaces: 2 })),
  dateTime: type("string").configure(own({ format: "date-time" })),
  nativeDateTime: type("Date"),
  date: type("string").configure(own({ format: "date" })),
  nativeDate: type("Date").configure(own({ format: "date" })),
  time: type("string").configure(own({ format: "time" })),
  duration: type("string").configure(own({ format: "duration" })),
  ints: type("number.integer[]"),
  tags: type("1 <= string[] <= 3"),
  pair: type(["number.integer", "string"]),
  matrix: type("number[][]"),
  booleans: type("boolean[]"),
  item: type({ name: "string", price: "number > 0", "tags?": "string[]", "description?": "string | null" }),
  forbidding: type({ "+": "reject", name: "string", "age?": "number.integer" }),
  nested: type({
    item: { name: "string", size: { width: "number.integer", height: "number.integer" } },
    importance: "number.integer",
  }),
  aliased: type({
    itemQuery: type("string").configure(own({ alias: "item-query" })),
    "count?": type("number.integer").configure(own({ alias: "itemCount" })),
  }),
  weights: type({ "[string]": "number" }),
  tree: aTree,
  named: aUser,
  users: aUser.array(),
  intOrText: type("number.integer | string"),
  intOrBool: type("number.integer | boolean"),
  numberOrInts: type("number | number.integer[]"),
  nullableInt: type("number.integer | null"),
  nullableEither: type("number.integer | boolean | null"),
  nullOnly: type("null"),
  shortOrPositive: type("string <= 3 | number.integer > 0"),
  animal: aCat.or(aDog),
  pet: aPet,
  pets: aPet.array(),
  vehicle: aCar.or(aPlane),
  optionalItem: aCat.or("null"),
  textOrTexts: type("string | string[]"),
  recordOrInt: type({ "[string]": "number.integer" }).or("number.integer"),
  anything: type("unknown"),
};

const nullable = <T extends TSchema>(item: T) => Type.Union([item, Type.Null()]);
/** A type for values that TypeBox has none for: what the wire carries, and the check. */
const native = <T>(jsonSchema: object, check: (value: T) => boolean) =>
  Type.Refine(Type.Unsafe<T>({ jsonSchema }), check);
const integer = Type.Integer();
const tUser = Type.Object(
  { username: Type.String({ minLength: 3 }), full_name: Type.Optional(nullable(Type.String())) },
  { $id: "User" },
);
const tTree = Type.Cyclic(
  { Tree: Type.Object({ value: integer, children: Type.Optional(Type.Array(Type.Ref("Tree"))) }) },
  "Tree",
);
const tCat = Type.Object({ pet_type: Type.Literal("cat"), meows: integer }, { $id: "Cat" });
const tDog = Type.Object({ pet_type: Type.Literal("dog"), barks: Type.Number() }, { $id: "Dog" });
const tCar = Type.Object({ description: Type.String(), wheels: Type.Optional(integer) }, { $id: "Car" });
const tPlane = Type.Object({ description: Type.String(), size: integer }, { $id: "Plane" });
const tPet = Type.Union([tCat, tDog], { discriminator: { propertyName: "pet_type" } });

const boxes: { readonly [key: string]: TSchema } = {
  int: integer,
  positiveInt: Type.Integer({ exclusiveMinimum: 0 }),
  rangedInt: Type.Integer({ minimum: 3, maximum: 10 }),
  evenInt: Type.Integer({ multipleOf: 2, exclusiveMaximum: 100 }),
  bigint: Type.BigInt(),
  bigintAtLeast: Type.BigInt({ minimum: 10 }),
  number: Type.Number(),
  price: Type.Number({ exclusiveMinimum: 0 }),
  ratio: Type.Number({ minimum: 0, maximum: 1 }),
  half: Type.Number({ multipleOf: 0.5, exclusiveMaximum: 3.5 }),
  boolean: Type.Boolean(),
  string: Type.String(),
  shortText: Type.String({ minLength: 3, maxLength: 5 }),
  oneChar: Type.String({ minLength: 1, maxLength: 1 }),
  code: Type.String({ pattern: "^[a-z]{2}-\\d+$" }),
  boundedCode: Type.String({ minLength: 4, maxLength: 6, pattern: "^[a-z]+$" }),
  color: Type.Enum(["red", "green", "blue"]),
  level: Type.Enum([1, 2, 3]),
  answer: Type.Literal("yes"),
  uuid: Type.String({ format: "uuid" }),
  url: Type.String({ format: "uri" }),
  nativeUrl: native<URL>(
    { type: "string", format: "uri", "x-flotilla": { native: "url" } },
    (value) => value instanceof URL,
  ),
  email: Type.String({ format: "email" }),
  ipv4: Type.String({ format: "ipv4" }),
  ipv6: Type.String({ format: "ipv6" }),
  decimal: Type.String({ format: "decimal", maxDigits: 5, decimalPlaces: 2 }),
  dateTime: Type.String({ jsonSchema: { type: "string", format: "date-time" } }),
  nativeDateTime: native<Date>(
    { type: "string", format: "date-time", "x-flotilla": { native: "date" } },
    (value) => value instanceof Date,
  ),
  date: Type.String({ format: "date" }),
  nativeDate: native<Date>(
    { type: "string", format: "date", "x-flotilla": { native: "date" } },
    (value) => value instanceof Date,
  ),
  time: Type.String({ jsonSchema: { type: "string", format: "time" } }),
  duration: Type.String({ jsonSchema: { type: "string", format: "duration" } }),
  ints: Type.Array(integer),
  tags: Type.Array(Type.String(), { minItems: 1, maxItems: 3 }),
  pair: Type.Tuple([integer, Type.String()]),
  matrix: Type.Array(Type.Array(Type.Number())),
  booleans: Type.Array(Type.Boolean()),
  item: Type.Object({
    name: Type.String(),
    price: Type.Number({ exclusiveMinimum: 0 }),
    tags: Type.Optional(Type.Array(Type.String())),
    description: Type.Optional(nullable(Type.String())),
  }),
  forbidding: Type.Object({ name: Type.String(), age: Type.Optional(integer) }, { additionalProperties: false }),
  nested: Type.Object({
    item: Type.Object({ name: Type.String(), size: Type.Object({ width: integer, height: integer }) }),
    importance: integer,
  }),
  aliased: Type.Object({
    itemQuery: Type.String({ alias: "item-query" }),
    count: Type.Optional(Type.Integer({ alias: "itemCount" })),
  }),
  weights: Type.Record(Type.String(), Type.Number()),
  tree: tTree,
  named: tUser,
  users: Type.Array(tUser),
  intOrText: Type.Union([integer, Type.String()]),
  intOrBool: Type.Union([integer, Type.Boolean()]),
  numberOrInts: Type.Union([Type.Number(), Type.Array(integer)]),
  nullableInt: nullable(integer),
  nullableEither: Type.Union([integer, Type.Boolean(), Type.Null()]),
  nullOnly: Type.Null(),
  shortOrPositive: Type.Union([Type.String({ maxLength: 3 }), Type.Integer({ exclusiveMinimum: 0 })]),
  animal: Type.Union([tCat, tDog]),
  pet: tPet,
  pets: Type.Array(tPet),
  vehicle: Type.Union([tCar, tPlane]),
  optionalItem: nullable(tCat),
  textOrTexts: Type.Union([Type.String(), Type.Array(Type.String())]),
  recordOrInt: Type.Union([Type.Record(Type.String(), integer), integer]),
  anything: Type.Any(),
};

/** Names the type that a wrapped TypeBox type hands to a handler, so that the compiler looks at the inference. */
export type ItemOfTypebox = Static<typeof tUser>;

export const librarySchemas: { readonly [L in Library]: Schemas } = {
  zod,
  valibot,
  arktype,
  typebox: Object.fromEntries(Object.entries(boxes).map(([key, box]) => [key, typebox(box)])),
};

/** Why a library has no schema for a key. */
export const inexpressible: { readonly [L in Library]: { readonly [key: string]: string } } = {
  zod: {},
  valibot: {},
  arktype: {
    bigintAtLeast: "arktype bounds numbers, lengths and dates only",
    half: "arktype's divisors are whole numbers",
    intSet: "arktype's Set says nothing of its items",
    textSet: "arktype's Set says nothing of its items",
    counts: "arktype's index signatures are text, patterns or known keys: no lengths",
    scores: "arktype's Map says nothing of its entries",
  },
  typebox: {
    intSet: "TypeBox 1 has no sets",
    textSet: "TypeBox 1 has no sets",
    counts: "TypeBox keeps no lengths of a record's keys",
    scores: "TypeBox 1 has no maps",
  },
};

/** Values of the table that a library refuses though pydantic takes them, and why. */
export const stricter: readonly {
  readonly library: Library;
  readonly key: string;
  readonly value: RegExp;
  readonly why: string;
}[] = [
  { library: "valibot", key: "shortText", value: /^(?:😀){5}$/u, why: "valibot counts UTF-16 code units" },
  { library: "arktype", key: "shortText", value: /^(?:😀){5}$/u, why: "arktype counts UTF-16 code units" },
  {
    library: "arktype",
    key: "uuid",
    value: /^6a2f41a3-?c54c-?fce8-?32d2-?0324e1c32e22$/i,
    why: "arktype takes UUIDs of the versions 1 to 8 only",
  },
];
