// docs/settings.md: its program compiles, and every answer on the page is what it answers.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { blocksOf, compilePage, runPage } from "../page.ts";

test("the page's program compiles", async () => {
  assert.equal(await compilePage("settings.md"), "");
});

test("every answer on the page is what the program answers", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, ".env"), (await blocksOf("settings.md", "env")).join(""));
  process.env.app_name = "Shop";
  t.after(() => delete process.env.app_name);
  await runPage("settings.md", folder);
});
