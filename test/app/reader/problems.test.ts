import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Problem } from "../../../src/app/reader/problem.ts";
import { message, problemTable, report, within } from "../../../src/app/reader/problems.ts";
import { cases } from "./cases.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/validation.md"), "utf8");

test("docs/validation.md lists every kind of problem with its message, and no other", () => {
  const table = page.slice(page.indexOf("## Kinds of problems"));
  const rows = [...table.matchAll(/^\| `(\w+)` \| (.+) \|$/gm)].map(([, type, text]) => [type, text]);
  assert.deepEqual(rows, Object.entries(problemTable));
});

test("the example of docs/validation.md is what is answered", () => {
  const [, example] = /```json\n(.+?)```/s.exec(page) ?? [];
  const [problem] = (JSON.parse(example) as { detail: Problem[] }).detail;
  const problems: Problem[] = [];
  report(problems, "greater_than", problem.loc, problem.input, { gt: 0 });
  assert.deepEqual(problems, [problem]);
  assert.deepEqual(Object.keys(problems[0]), Object.keys(problem), "in this order");
});

test("what is one is singular, nothing and many are plural", () => {
  const said = (min_length: number) => message("too_short", { field_type: "List", min_length, actual_length: 1 });
  assert.deepEqual([0, 1, 2].map(said), [
    "List should have at least 0 items after validation, not 1",
    "List should have at least 1 item after validation, not 1",
    "List should have at least 2 items after validation, not 1",
  ]);
});

test("a value with braces is put in as it is", () => {
  assert.equal(
    message("string_pattern_mismatch", { pattern: "^a{2}{s}$&" }),
    "String should match pattern '^a{2}{s}$&'",
  );
});

test("a problem's place is its own, and is completed from the inside out", () => {
  const loc = ["body"];
  const problems: Problem[] = [];
  report(problems, "missing", loc, null);
  within(problems, 0, 1, "b");
  within(problems, 0, 1, "a");
  within(problems, 1, 1, "not there");
  assert.deepEqual(problems[0].loc, ["body", "a", "b"]);
  assert.deepEqual(loc, ["body"]);
});

test("the table of cases knows no kind of problem that is not listed", () => {
  const types = new Set(cases.flatMap(({ problems = [] }) => problems.map(({ type }) => type)));
  assert.deepEqual(
    [...types].filter((type) => !Object.hasOwn(problemTable, type)),
    [],
  );
});
