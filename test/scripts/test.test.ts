// The test command itself: every way a file can be green without having tested anything must fail the run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "flotilla-runner-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const pending = "test('never', () => new Promise(() => setTimeout(() => {}, 60_000)));";
const files = {
  "green.test.mjs": "import { test } from 'node:test'; test('a', () => {}); test.skip('b', () => {});",
  "empty.test.mjs": "console.log('ok 1 - nothing here');",
  "imports-only.test.mjs": "import 'node:test';",
  "leaves.test.mjs": `import { test } from 'node:test'; test('a', () => {}); setTimeout(() => process.exit(0), 20); ${pending}`,
  "throws.test.mjs": "throw new Error('while loading');",
  "asserts.test.mjs":
    "import { test } from 'node:test'; test('outer', (t) => t.test('inner', () => { throw new Error('the reason'); }));",
};

function runTests(...words: string[]): { status: number | null; lines: string[] } {
  const args = ["scripts/test.mjs", "--no-build", "--in", folder, ...words];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  return { status, lines: stdout.trimEnd().split("\n") };
}

for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

test("a file whose tests pass is green and counted", () => {
  const { status, lines } = runTests("green");
  assert.equal(status, 0);
  assert.match(lines[0], /^ok .*green\.test\.mjs \(1 passed, 1 skipped, \d+ ms\)$/);
  assert.equal(lines.at(-1), "1 passed, 0 failed, 1 skipped");
});

for (const [name, verdict] of [
  ["empty", /^NO TEST REPORTED /],
  ["imports-only", /^NO TEST REPORTED /],
  // Whether the first test was written down before the process left is a race.
  ["leaves", /^(?:ENDED BEFORE ITS TESTS DID|NO TEST REPORTED) /],
  ["throws", /^FAILED \(exit 1\) /],
  ["asserts", /^FAILED /],
] as const) {
  test(`the run fails for a file that ${name}`, () => {
    const { status, lines } = runTests(name);
    assert.equal(status, 1);
    assert.match(lines[0], verdict);
    assert.match(lines.at(-1) ?? "", /^\d+ passed, 1 failed, 0 skipped$/);
  });
}

test("a failure tells its test's full name and the reason", () => {
  const text = runTests("asserts").lines.join("\n");
  assert.match(text, /✖ outer › inner\n {4}Error: the reason\n/);
});

test("one bad file among good ones fails the run", () => {
  assert.equal(runTests("green", "empty").status, 1);
});

test("no matching file fails the run", () => {
  assert.equal(runTests("no-such-file").status, 1);
});
