import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { adapterOf } from "../../../src/app/schema/registry.ts";

const compile = (schema: z.ZodType) => adapterOf(schema).compile(schema);

test("zod: values come back as the schema makes them, issues with their paths", () => {
  const validate = compile(z.object({ a: z.array(z.object({ b: z.int() })), c: z.string().default("x") }));
  assert.deepEqual(validate({ a: [{ b: 1, extra: 1 }] }), { ok: true, value: { a: [{ b: 1 }], c: "x" } });
  const result = validate({ a: [{ b: 1 }, { b: "1" }] });
  assert.ok(!(result instanceof Promise) && !result.ok);
  assert.deepEqual(
    result.issues.map(({ path }) => path),
    [["a", 1, "b"]],
  );
  assert.match(result.issues[0].message, /expected number/);
});

test("zod: a schema that is compiled after many calls still says the same", async () => {
  const schema = z.object({ id: z.int(), tags: z.array(z.string()).max(2), when: z.date().optional() });
  const validate = compile(schema);
  const inputs: unknown[] = [
    { id: 1, tags: ["a"], extra: 1 },
    { id: "1", tags: ["a", "b", "c"] },
    null,
    { id: 1, tags: [], when: new Date(0) },
    JSON.parse('{"id":1,"tags":[],"__proto__":{"polluted":true}}'),
  ];
  const before = inputs.map((input) => validate(input));
  // zod's core is loaded by now, or is when this returns.
  await import("zod/v4/core");
  for (let call = 0; call < 1000; call++) validate(inputs[0]);
  assert.deepEqual(
    inputs.map((input) => validate(input)),
    before,
  );
});

test("zod: asynchronous parts make the answer a promise, and a rejection is the caller's", async () => {
  const validate = compile(z.object({ name: z.string().refine(async (name) => name !== "taken", "is taken") }));
  assert.deepEqual(await validate({ name: "free" }), { ok: true, value: { name: "free" } });
  assert.deepEqual(await validate({ name: "taken" }), { ok: false, issues: [{ path: ["name"], message: "is taken" }] });
  const failing = compile(z.string().superRefine(() => Promise.reject(new Error("no database"))));
  await assert.rejects(async () => failing("x"), /no database/);
});

test("zod: each function of the user's is called once a value, valid or not", async () => {
  let calls = 0;
  const validate = compile(
    z.object({
      get list() {
        return z.array(z.string()).refine(() => {
          calls++;
          return true;
        });
      },
      n: z.lazy(() => z.int()),
    }),
  );
  await validate({ list: [], n: 1 });
  await validate({ list: [], n: "1" });
  assert.equal(calls, 2);
});

test("zod: where functions cannot be made of text nothing is compiled, and validation works", () => {
  const script = `
    import { z } from "zod";
    import { adapterOf } from ${JSON.stringify(new URL("../../../src/app/schema/registry.ts", import.meta.url).href)};
    const schema = z.object({ a: z.int() });
    const validate = adapterOf(schema).compile(schema);
    await import("zod/v4/core");
    for (let call = 0; call < 1000; call++) validate({ a: 1 });
    process.stdout.write(JSON.stringify([validate({ a: 1 }), validate({ a: "1" }).ok]));
  `;
  const out = execFileSync(
    process.execPath,
    ["--import", "tsx", "--disallow-code-generation-from-strings", "--input-type=module", "-e", script],
    { cwd: fileURLToPath(new URL("../../..", import.meta.url)), encoding: "utf8" },
  );
  assert.deepEqual(JSON.parse(out), [{ ok: true, value: { a: 1 } }, false]);
});
