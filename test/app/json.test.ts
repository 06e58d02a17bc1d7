import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonError, toJson } from "../../src/app/json.ts";

test("a plain JSON value is written as JSON.stringify writes it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.equal(toJson(value), JSON.stringify(value));
    }),
  );
});

test("objects with undefined, dates, toJSON and class instances are written as JSON.stringify writes them", () => {
  class Point {
    x = 1;
    #hidden = 2;
    get sum() {
      return this.x + this.#hidden;
    }
  }
  const inherited = Object.create({ above: 1 });
  inherited.own = 2;
  for (const value of [
    { a: undefined, b: () => 1, c: Symbol("x"), d: [undefined, () => 1] },
    new Date(0),
    { at: [new Date(1e12)] },
    { toJSON: () => ({ a: [1] }) },
    { nested: { toJSON: (key: string) => `key ${key}` } },
    [{ toJSON: (key: string) => `key ${key}` }],
    { toJSON: 5 },
    new Point(),
    inherited,
    Object.create(null),
    new URL("http://a/b"),
    [new Number(1), new String("s"), new Boolean(false)],
    "é\u2028\ud800",
    // biome-ignore lint/suspicious/noSparseArray: sparse on purpose
    [1, , 2],
    { __proto__: { toJSON: () => "inherited" } },
    { a: { toJSON: () => undefined }, b: 1 },
    { Z: 1, 2: 1, 1: 1 },
    JSON.parse('{"__proto__":{"a":1}}'),
  ]) {
    assert.equal(toJson(value), JSON.stringify(value));
  }
});

test("bigints, sets and maps are digits, arrays and objects at any depth, next to what JSON.stringify does", () => {
  assert.equal(toJson(12345678901234567890n), "12345678901234567890");
  assert.equal(toJson(new Set(["a", 1n, undefined])), '["a",1,null]');
  assert.equal(
    toJson(
      new Map<unknown, unknown>([
        ["a", new Date(0)],
        [1, 2n],
        ["gone", undefined],
      ]),
    ),
    '{"a":"1970-01-01T00:00:00.000Z","1":2}',
  );
  assert.equal(
    toJson({ list: [new Set([new Map([["k", "é\n"]])])], skip: undefined, f: () => 1, n: null, t: true, d: 1e21 }),
    '{"list":[[{"k":"é\\n"}]],"n":null,"t":true,"d":1e+21}',
  );
  assert.equal(toJson({ toJSON: () => ({ n: 3n }) }), '{"n":3}');
  assert.equal(toJson(Object(3n)), "3");
});

test("the careful writer and JSON.stringify agree on values both can express", () => {
  const marker = "\u0001";
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // The bigint forces the careful writer; replacing it makes the two comparable.
      const careful = toJson({ value, big: 1n });
      assert.equal(careful, JSON.stringify({ value, big: marker }).replace(JSON.stringify(marker), "1"));
    }),
  );
});

test("undefined and null are null", () => {
  assert.equal(toJson(undefined), "null");
  assert.equal(toJson(null), "null");
  assert.equal(toJson({ toJSON: () => undefined }), "null");
});

test("what JSON cannot express is refused, and the message says where it stands", () => {
  const circle: { name: string; self?: unknown[] } = { name: "c" };
  circle.self = [circle];
  const cases: [unknown, RegExp][] = [
    [Number.NaN, /the value is NaN/],
    [{ items: [{ price: Number.POSITIVE_INFINITY }] }, /items\[0\]\.price is Infinity/],
    [{ at: new Date(Number.NaN) }, /at is an invalid date/],
    [{ toJSON: () => Number.NaN }, /NaN/],
    [new Number(Number.NaN), /NaN/],
    [() => 1, /function/],
    [Symbol("s"), /symbol/],
    [{ toJSON: () => () => 1 }, /function/],
    [circle, /self\[0\] is circular/],
    [new Map([[{}, 1]]), /key that is not text/],
    [{ data: new Uint8Array(1) }, /bytes\(\)/],
    [new ArrayBuffer(1), /bytes\(\)/],
    [{ later: Promise.resolve(1) }, /later is a promise/],
    [{ s: new ReadableStream() }, /stream/],
    [[new Response("x")], /\[0\] is a Response/],
  ];
  for (const [value, message] of cases) {
    assert.throws(
      () => toJson(value),
      (error) => error instanceof JsonError && message.test(error.message),
      String(message),
    );
  }
});

test("a value nested too deeply is an error and not a crash", () => {
  let deep: unknown = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  assert.throws(() => toJson(deep), /nested too deeply/);
});

test("a value seen twice is not a circle", () => {
  const shared = { a: 1n };
  assert.equal(toJson([shared, shared]), '[{"a":1},{"a":1}]');
});
