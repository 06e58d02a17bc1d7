import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/testing.md"), "utf8");
const program = [...page.matchAll(/^```ts page\n(.*?)^```$/gms)].map(([, text]) => text).join("\n");

/** Runs a script of Node with the page's program as `page.mts` in a folder of its own, where `flotilla` is this package's source. */
async function run(args: (folder: string) => string[]): Promise<{ code: number; out: string }> {
  const folder = await mkdtemp(join(root, ".docs-"));
  try {
    await writeFile(join(folder, "page.mts"), program);
    const config = { extends: "../tsconfig.json", include: ["page.mts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    // A test runner within a test runner would report to the outer one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    return await new Promise((resolve) => {
      execFile(process.execPath, args(folder), { cwd: root, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : 1, out: stdout + stderr });
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the page's program compiles", async () => {
  const { code, out } = await run((folder) => [
    join(root, "node_modules/typescript/bin/tsc"),
    "--noEmit",
    "-p",
    folder,
  ]);
  assert.equal(code, 0, out);
});

test("the tests on the page pass", async () => {
  const { code, out } = await run((folder) => [
    "--import",
    "tsx",
    "--conditions",
    "flotilla:source",
    "--test",
    "--test-reporter",
    "tap",
    join(folder, "page.mts"),
  ]);
  assert.equal(code, 0, out);
  assert.match(out, /^# pass 5$/m);
});
