import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { compileReader } from "../../../src/app/reader/reader.ts";
import { cases, schemas } from "./cases.ts";

test("the table has at least 150 cases, and some of every schema", () => {
  assert.ok(cases.length >= 150);
  const used = new Set(cases.map(({ schema }) => schema));
  assert.deepEqual(
    Object.keys(schemas).filter((key) => !used.has(key)),
    [],
  );
});

for (const [key, { node, defs }] of Object.entries(schemas)) {
  test(`${key}: values and problems are those of pydantic`, () => {
    for (const { name, schema, origin, input, value, problems: expected } of cases) {
      if (schema !== key) continue;
      const problems: Problem[] = [];
      const read = compileReader({ node, defs }, origin);
      const result = read(input, origin === "json" ? ["body"] : ["query", "q"], problems);
      assert.deepEqual(problems, expected ?? [], name);
      assert.deepEqual(result, value, name);
    }
  });
}
