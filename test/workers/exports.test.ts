import assert from "node:assert/strict";
import { test } from "node:test";
import { pickExport } from "../../src/workers/exports.ts";

test("named, else app, default, handler, or the only one", async () => {
  assert.equal(await pickExport({ app: 1, default: 2, x: 3 }, "m.ts", undefined, false), 1);
  assert.equal(await pickExport({ default: 2, x: 3 }, "m.ts", undefined, false), 2);
  assert.equal(await pickExport({ app: 1, x: 3 }, "m.ts", "x", false), 3);
  assert.equal(await pickExport({ server: 4 }, "m.ts", undefined, false), 4);
});

test("module.exports of CommonJS", async () => {
  assert.equal(await pickExport({ default: { app: 1, other: 2 } }, "m.cjs", undefined, false), 1);
  assert.equal(await pickExport({ default: { app: 1, other: 2 } }, "m.cjs", "other", false), 2);
});

test("factories are called and awaited", async () => {
  assert.equal(await pickExport({ createApp: async () => 5 }, "m.ts", undefined, true), 5);
  assert.equal(await pickExport({ make: () => 6, x: 1 }, "m.ts", "make", true), 6);
  await assert.rejects(
    pickExport({ app: {} }, "m.ts", undefined, true),
    /--factory wants a function, but app is object/,
  );
});

test("errors name what is there", async () => {
  const refused = (exports: Record<string, unknown>, name: string | undefined, message: RegExp) =>
    assert.rejects(pickExport(exports, "m.ts", name, false), message);
  await refused({ a: 1, b: 2 }, undefined, /m\.ts has no export app or default \(it exports a, b\)/);
  await refused({ a: 1 }, "app", /m\.ts has no export app \(it exports a\)/);
  await refused({}, undefined, /it exports nothing/);
});
