import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import { adapterOf, describe } from "../../../src/app/schema/registry.ts";

/** What the reader makes of JSON, as the schema validates it; the types of the problems, if there are some. */
async function taken(schema: z.ZodType, input: unknown): Promise<unknown> {
  const problems: Problem[] = [];
  const value = compileReader(describe(schema, "input"), "json")(input, ["body"], problems);
  if (problems.length > 0) return problems.map(({ type }) => type);
  const result = await adapterOf(schema).compile(schema)(value);
  return result.ok ? result.value : result.issues.map(({ message }) => message);
}

test("native values of zod come from the wire", async () => {
  const schema = z.object({
    day: z.date(),
    big: z.bigint(),
    tags: z.set(z.string()),
    byId: z.map(z.int(), z.date()),
    pairs: z.map(z.array(z.int()), z.string()),
    scores: z.record(z.int(), z.number()),
    known: z.record(z.enum(["a", "b"]), z.int()),
  });
  const input = {
    day: "2020-01-02T03:04:05Z",
    big: "9007199254740993",
    tags: ["x", "x"],
    byId: { 1: "2020-01-01T00:00:00Z" },
    pairs: [[[1], "one"]],
    scores: { 1: 0.5 },
    known: { a: 1, b: "2" },
  };
  assert.deepEqual(await taken(schema, input), {
    day: new Date("2020-01-02T03:04:05Z"),
    big: 9007199254740993n,
    tags: new Set(["x"]),
    byId: new Map([[1, new Date("2020-01-01T00:00:00Z")]]),
    pairs: new Map([[[1], "one"]]),
    scores: { 1: 0.5 },
    known: { a: 1, b: 2 },
  });
  assert.deepEqual(await taken(z.record(z.enum(["a", "b"]), z.int()), { a: 1, c: 2 }), ["missing", "extra_forbidden"]);
  assert.deepEqual(await taken(z.record(z.int(), z.int()), { x: 1 }), ["int_parsing"]);
});

test("what only zod can judge reaches it", async () => {
  assert.equal(await taken(z.string().trim().max(3), "  abc  "), "abc");
  assert.deepEqual(await taken(z.string().trim().max(3), "abcd"), ["Too big: expected string to have <=3 characters"]);
  assert.equal(await taken(z.int().catch(7), "x"), 7);
  assert.equal(await taken(z.int().catch(7), "5"), 5);
  assert.deepEqual(await taken(z.object({ n: z.int().catch(7) }), {}), { n: 7 });
  const list = z.preprocess((given) => String(given).split(","), z.array(z.string()));
  assert.deepEqual(await taken(list, "a,b"), ["a", "b"]);
  const moment = z.codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (date) => date.toISOString(),
  });
  assert.deepEqual(await taken(moment, "2020-01-01T00:00:00Z"), new Date("2020-01-01T00:00:00Z"));
  assert.equal(await taken(z.stringbool(), "yes"), true);
  const same = z.object({ a: z.string(), b: z.string() }).refine(({ a, b }) => a === b, "differ");
  assert.deepEqual(await taken(same, { a: "x", b: "y" }), ["differ"]);
});

test("intersections take the fields of all members, strict ones too", async () => {
  const Named = z.strictObject({ a: z.string() }).meta({ id: "StrictNamed" });
  const schema = Named.and(z.strictObject({ b: z.int() }));
  assert.deepEqual(await taken(schema, { a: "x", b: "1" }), { a: "x", b: 1 });
  assert.deepEqual(await taken(schema, { a: "x", b: 1, c: 1 }), ["extra_forbidden"]);
  assert.deepEqual(await taken(z.string().startsWith("a").endsWith("z"), "abc"), ["string_pattern_mismatch"]);
  assert.equal(await taken(z.string().startsWith("a").endsWith("z"), "abcz"), "abcz");
});
