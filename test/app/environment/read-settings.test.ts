import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { readSettings } from "../../../src/app/environment/read-settings.ts";
import type { Schema } from "../../../src/app/schema/schema.ts";
import { UsageError } from "../../../src/core/errors.ts";

const Sub = z.object({
  host: z.string().default("h"),
  port: z.int().default(1),
  deep: z.object({ a: z.int().default(0) }).default({ a: 0 }),
});
const App = z.object({
  app_name: z.string().default("Awesome"),
  admin_email: z.string(),
  items_per_user: z.int().default(50),
  tags: z.array(z.string()).default([]),
  sub: Sub.default({ host: "h", port: 1, deep: { a: 0 } }),
  flag: z.boolean().default(false),
  opt: z.int().nullable().default(null),
  nums: z.record(z.string(), z.int()).default({}),
  uni: z.union([z.int(), z.array(z.int())]).default(3),
});
const defaults = {
  app_name: "Awesome",
  admin_email: "a@b.c",
  items_per_user: 50,
  tags: [],
  sub: { host: "h", port: 1, deep: { a: 0 } },
  flag: false,
  opt: null,
  nums: {},
  uni: 3,
};

interface Given {
  env?: Record<string, string>;
  file?: Record<string, string>;
  prefix?: string;
  ignoreEmpty?: boolean;
  schema?: Schema;
}

function read({ env = {}, file = {}, prefix = "", ignoreEmpty = false, schema = App }: Given): unknown {
  const sources = [
    { title: ".env", variables: Object.entries(file) },
    { title: "environment", variables: Object.entries(env) },
  ];
  return readSettings(schema, sources, { prefix, ignoreEmpty, nestedDelimiter: "__" });
}

function faultsOf(given: Given): string[] {
  try {
    read(given);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    const [first, ...lines] = error.message.split("\n");
    assert.equal(first, "settings:");
    return lines.map((line) => line.trim());
  }
  return [];
}

const E = { ADMIN_EMAIL: "a@b.c" };

test("values as pydantic-settings reads them", () => {
  for (const [given, changed] of [
    [{ env: E }, {}],
    [
      { env: { ...E, items_per_user: " 7 ", FLAG: "yes", TAGS: '["a","b"]', OPT: "5" } },
      { items_per_user: 7, flag: true, tags: ["a", "b"], opt: 5 },
    ],
    [
      { env: { ...E, SUB: '{"host":"x","port":"2"}', SUB__PORT: "9", SUB__DEEP__A: "4" } },
      { sub: { host: "x", port: 9, deep: { a: 4 } } },
    ],
    [{ env: { ...E, UNI: "[1,2]" } }, { uni: [1, 2] }],
    [{ env: { ...E, UNI: "5" } }, { uni: 5 }],
    [{ env: { MY_ADMIN_EMAIL: "p" }, prefix: "MY_" }, { admin_email: "p" }],
    [{ env: E, file: { ADMIN_EMAIL: "file", APP_NAME: "from file" } }, { app_name: "from file" }],
    [{ env: { ...E, NUMS: '{"a":"1"}' } }, { nums: { a: 1 } }],
    [{ env: { ...E, NUMS__A: "4" } }, { nums: { a: 4 } }],
    [{ env: { ...E, UNKNOWN: "1" }, file: { OTHER: "2" } }, {}],
    [
      { env: { ...E, sub: '{"port":5}' }, file: { SUB__PORT: "1", SUB__HOST: "f" } },
      { sub: { host: "f", port: 5, deep: { a: 0 } } },
    ],
    [{ env: { ...E, OPT: "", ITEMS_PER_USER: "" }, ignoreEmpty: true }, {}],
  ] as [Given, object][]) {
    assert.deepEqual(read(given), { ...defaults, ...changed }, JSON.stringify(given));
  }
});

test("all that is missing or wrong is told at once, by variable and without its value", () => {
  assert.deepEqual(faultsOf({}), ["ADMIN_EMAIL: Field required"]);
  assert.deepEqual(faultsOf({ env: E, prefix: "MY_" }), ["MY_ADMIN_EMAIL: Field required"]);
  assert.deepEqual(faultsOf({ env: { ITEMS_PER_USER: "secret", FLAG: "secret", SUB__PORT: "secret" } }), [
    "ADMIN_EMAIL: Field required",
    "ITEMS_PER_USER: Input should be a valid integer, unable to parse string as an integer",
    "SUB__PORT: Input should be a valid integer, unable to parse string as an integer",
    "FLAG: Input should be a valid boolean, unable to interpret input",
  ]);
  assert.deepEqual(faultsOf({ env: { ...E, TAGS: "a,b" }, file: { NUMS: "{" } }), [
    "NUMS (.env): the value is not the JSON of a list or object",
    "TAGS (environment): the value is not the JSON of a list or object",
  ]);
  assert.deepEqual(faultsOf({ env: { ...E, TAGS: '{"a":1}' } }), ["TAGS: Input should be a valid list"]);
  for (const text of ["", "null", "x"]) {
    assert.deepEqual(faultsOf({ env: { ...E, OPT: text } }), [
      "OPT: Input should be a valid integer, unable to parse string as an integer",
    ]);
  }
});

test("what only the library knows to be wrong is told too", () => {
  const schema = z.object({ port: z.int().refine((port) => port !== 22, "not that one") });
  assert.deepEqual(faultsOf({ schema, env: { PORT: "22" } }), ["PORT: not that one"]);
});

test("native types, aliases and names in camelCase", () => {
  const schema = z.object({
    startedAt: z.date(),
    hosts: z.set(z.string()),
    secretKey: z.string().meta({ alias: "TOKEN" }),
  });
  const env = { APP_STARTED_AT: "2020-01-01T00:00:00Z", APP_HOSTS: '["a","a"]', token: "t" };
  const expected = { startedAt: new Date("2020-01-01T00:00:00Z"), hosts: new Set(["a"]), secretKey: "t" };
  assert.deepEqual(read({ schema, env, prefix: "APP_" }), expected);
  assert.deepEqual(read({ schema, env: { ...env, APP_STARTEDAT: "2020-01-02T00:00:00Z" }, prefix: "APP_" }), {
    ...expected,
    startedAt: new Date("2020-01-02T00:00:00Z"),
  });
  assert.deepEqual(faultsOf({ schema, prefix: "APP_" }), [
    "APP_STARTED_AT: Field required",
    "APP_HOSTS: Field required",
    "TOKEN: Field required",
  ]);
});

test("a variable's name pollutes nothing", () => {
  const env = { ...E, NUMS____PROTO__: "1", NUMS__CONSTRUCTOR: "2", NUMS: '{"__proto__":{"a":1}}' };
  try {
    read({ env });
  } catch (error) {
    assert.ok(error instanceof UsageError);
  }
  assert.equal(({} as { a?: unknown }).a, undefined);
  assert.deepEqual(read({ env: { ...E, NUMS__CONSTRUCTOR: "2" } }), { ...defaults, nums: { constructor: 2 } });
});

test("recursive settings end with their variables", () => {
  const Node = z.object({
    name: z.string(),
    get child() {
      return Node.optional();
    },
  });
  const schema = z.object({ root: Node });
  const env = { ROOT__NAME: "a", ROOT__CHILD__NAME: "b", ROOT__CHILD__CHILD__NAME: "c" };
  assert.deepEqual(read({ schema, env }), { root: { name: "a", child: { name: "b", child: { name: "c" } } } });
});

test("what is no object, or validates asynchronously, is refused", () => {
  assert.throws(() => read({ schema: z.string() }), /settings are an object with fields/);
  assert.throws(
    () => read({ schema: z.object({ a: z.string().refine(async () => true) }), env: { A: "1" } }),
    /asynchronously/,
  );
});
