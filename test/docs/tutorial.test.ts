// docs/tutorial: every page's program compiles, and every answer on it is what the program answers.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { blocksOf, examplesOf, root, textOf } from "./example.ts";
import {
  check,
  checkDialogues,
  checkForms,
  checkTexts,
  compiled,
  filesOf,
  inFolder,
  node,
  runnable,
  served,
} from "./program.ts";

const pages = readdirSync(join(root, "docs/tutorial")).filter((name) => name !== "README.md");

test("the pages' programs compile", async () => {
  const programs = new Map<string, string>();
  for (const page of pages) {
    for (const [name, text] of filesOf(await blocksOf(`tutorial/${page}`))) programs.set(`${page}/${name}`, text);
  }
  assert.ok(programs.size >= pages.length);
  assert.equal(await compiled(programs), "");
});

for (const page of pages) {
  test(`${page}: every answer is what the program answers`, async () => {
    const blocks = await blocksOf(`tutorial/${page}`);
    const files = filesOf(blocks);
    if (files.has("main.test.ts")) return runTests(files);
    const [http, ws] = ["http", "ws"].map((language) => textOf(blocks, language));
    assert.notEqual(http + ws, "");
    await served(files, async (app, port) => {
      if (http !== "") await check(port, examplesOf(http));
      if (ws !== "") await checkDialogues(app, ws);
      await checkTexts(port, blocks);
      await checkForms(port, textOf(blocks, "form"));
    });
  });
}

/** A page whose examples are tests themselves. */
async function runTests(files: ReadonlyMap<string, string>): Promise<void> {
  await inFolder(runnable(files), async (folder) => {
    const { code, output } = await node(["--import", "tsx", "--test", "main.test.ts"], folder);
    assert.equal(code, 0, output);
    const count = [...(files.get("main.test.ts") ?? "").matchAll(/^test\(/gm)].length;
    assert.match(output, new RegExp(`pass ${count}\\b`));
  });
}
