import assert from "node:assert/strict";
import { test } from "node:test";
import { scope, type } from "arktype";
import { Type } from "typebox";
import * as v from "valibot";
import { z } from "zod";
import { adapterOf } from "../../../src/app/schema/registry.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";
import { typebox } from "../../../src/app/schema/typebox.ts";

const zUser = z.object({ name: z.string() });
const vUser = v.object({ name: v.string() });
const aUser = type({ name: "string" });
const tUser = Type.Object({ name: Type.String() });
const aTree = scope({ Tree: { name: "string", "children?": "Tree[]" } }).export().Tree;

/** Responses are filtered by this: a field that slips through is a leak. */
const schemas: { readonly [library: string]: { readonly [shape: string]: Schema } } = {
  zod: {
    object: zUser,
    nested: z.object({ user: zUser }),
    array: z.array(zUser),
    tuple: z.tuple([zUser]),
    record: z.record(z.string(), zUser),
    nullable: zUser.nullable(),
    union: z.union([z.object({ size: z.int() }), zUser]),
    overlap: z.union([z.object({ name: z.string(), size: z.int().optional() }), zUser]),
    intersection: zUser.and(z.object({ size: z.int() })),
    strictOutside: z.strictObject({ user: zUser }),
  },
  valibot: {
    object: vUser,
    nested: v.object({ user: vUser }),
    array: v.array(vUser),
    tuple: v.tuple([vUser]),
    record: v.record(v.string(), vUser),
    nullable: v.nullable(vUser),
    union: v.union([v.object({ size: v.number() }), vUser]),
    overlap: v.union([v.object({ name: v.string(), size: v.optional(v.number()) }), vUser]),
    intersection: v.intersect([vUser, v.object({ size: v.number() })]),
    strictOutside: v.strictObject({ user: vUser }),
  },
  arktype: {
    object: aUser,
    nested: type({ user: aUser }),
    array: aUser.array(),
    tuple: type([aUser]),
    record: type({ "[string]": aUser }),
    nullable: aUser.or("null"),
    union: type({ size: "number" }).or(aUser),
    overlap: type({ name: "string", "size?": "number" }).or({ name: "string", deep: "string" }),
    intersection: aUser.and({ size: "number" }),
    strictOutside: type({ "+": "reject", user: aUser }),
    recursive: aTree,
  },
  typebox: {
    object: typebox(tUser),
    nested: typebox(Type.Object({ user: tUser })),
    array: typebox(Type.Array(tUser)),
    tuple: typebox(Type.Tuple([tUser])),
    record: typebox(Type.Record(Type.String(), tUser)),
    nullable: typebox(Type.Union([tUser, Type.Null()])),
    union: typebox(Type.Union([Type.Object({ size: Type.Number() }), tUser])),
    overlap: typebox(Type.Union([Type.Object({ name: Type.String(), size: Type.Optional(Type.Number()) }), tUser])),
    intersection: typebox(Type.Intersect([tUser, Type.Object({ size: Type.Number() })])),
    strictOutside: typebox(Type.Object({ user: tUser }, { additionalProperties: false })),
  },
};

const user = { name: "Ada", secret: 1 };
const given: { readonly [shape: string]: unknown } = {
  object: user,
  nested: { user, secret: 1 },
  array: [user],
  tuple: [user],
  record: { one: user },
  nullable: user,
  union: user,
  overlap: user,
  intersection: { ...user, size: 1 },
  strictOutside: { user },
  recursive: { ...user, children: [{ ...user, children: [user] }] },
};

for (const [library, shapes] of Object.entries(schemas)) {
  for (const [shape, schema] of Object.entries(shapes)) {
    test(`${library}: ${shape}: what is not declared is dropped, and the value given stays as it was`, async () => {
      const value = structuredClone(given[shape]);
      const result = await adapterOf(schema).compile(schema)(value);
      assert.ok(result.ok, JSON.stringify(result));
      assert.doesNotMatch(JSON.stringify(result.value), /secret/);
      assert.match(JSON.stringify(result.value), /Ada/);
      assert.deepEqual(value, given[shape]);
    });
  }
}

test("declared as open, an object keeps what else it has", async () => {
  const open: { readonly [library: string]: Schema } = {
    zod: z.looseObject({ name: z.string() }),
    valibot: v.looseObject({ name: v.string() }),
    arktype: type({ name: "string", "[string]": "unknown" }),
    typebox: typebox(Type.Object({ name: Type.String() }, { additionalProperties: true })),
  };
  for (const [library, schema] of Object.entries(open)) {
    assert.deepEqual(await adapterOf(schema).compile(schema)(user), { ok: true, value: user }, library);
  }
});

test("a field named __proto__ pollutes nothing", async () => {
  const hostile: unknown = JSON.parse(
    '{"name":"Ada","__proto__":{"polluted":true},"constructor":{"prototype":{"p":1}}}',
  );
  for (const [library, { object }] of Object.entries(schemas)) {
    const result = await adapterOf(object).compile(object)(hostile);
    assert.deepEqual(result, { ok: true, value: { name: "Ada" } }, library);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  }
});
