// The summary of a replayed run: what is not listed fails, what is listed and passes fails too, documents count apart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { summarise, type TestResult } from "../../conformance/fastapi/results.ts";

const apps = [
  { key: "body/tutorial001", folder: "body", isApp: true },
  { key: "body/tutorial002", folder: "body", isApp: true },
  { key: "python_types/tutorial001", folder: "python_types", isApp: false },
];
const ported = ["body/tutorial001"];

function result(name: string, outcome: TestResult["outcome"], more: Partial<TestResult> = {}): TestResult {
  return {
    folder: "body",
    id: `test_body.py::${name}`,
    parameters: "",
    outcome,
    reason: "",
    apps: ["body/tutorial001"],
    openapi: [],
    ...more,
  };
}

test("an unlisted failure fails, a listed one is explained, by its name with or without parameters", () => {
  const results = [
    result("a", "passed"),
    result("b", "failed", { reason: "422 is not 200" }),
    result("c", "failed", { parameters: "x" }),
    result("c", "failed", { parameters: "y" }),
    result("d", "failed", { parameters: "x" }),
    result("d", "passed", { parameters: "y" }),
  ];
  const report = summarise(results, apps, ported, { "test_body.py::c": "on purpose", "test_body.py::d[x]": "so too" });
  assert.deepEqual([report.agreed, report.explained], [2, 3]);
  assert.deepEqual(report.failures, ["test_body.py::b: 422 is not 200"]);
  assert.ok(report.details.includes("2 passed, 1 failed, 0 skipped"));
});

test("a deviation that is no more fails; one that was not run does not", () => {
  const report = summarise([result("a", "passed")], apps, ported, {
    "test_body.py::a": "was so",
    "test_x.py::b": "other",
  });
  assert.deepEqual(report.failures, ["listed as a deviation, but passes: test_body.py::a"]);
});

test("documents are counted apart, and an unequal one fails unless it is listed", () => {
  const unequal = { equal: false, exact: false, differences: ["/paths: x"] };
  const results = [
    result("a", "passed", { openapi: [{ equal: true, exact: false, differences: [] }] }),
    result("b", "unequal", { openapi: [unequal], reason: "/paths: x" }),
  ];
  const report = summarise(results, apps, ported, {});
  assert.equal(report.failures.length, 1);
  assert.ok(report.details.some((line) => line.startsWith("OpenAPI documents: 1 of 2 equal up to titles")));
});

test("what is not ported is neither passed nor left out", () => {
  const results = [
    result("a", "skipped", { apps: [], reason: "not ported: body/tutorial002" }),
    result("b", "skipped", { reason: "left out: patches json.loads" }),
    result("c", "skipped", { folder: "python_types", apps: [], reason: "left out: no request" }),
    result("d", "passed", { apps: [] }),
  ];
  const report = summarise(results, apps, ported, {});
  assert.ok(report.details.includes("0 passed, 0 failed, 1 skipped"));
  assert.ok(report.details.includes("left out, 1: patches json.loads"));
  assert.ok(report.details.includes("1 tests ask no app anything and are not counted"));
  assert.ok(
    report.details.some((line) => /^body +1\/2 +0 +0 +0 +1$/.test(line)),
    report.details.join("\n"),
  );
});
