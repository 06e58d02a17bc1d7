// docs/app.md: its program compiles, and every answer on the page is what it answers.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { App } from "../../src/index.ts";
import { compilePage, runPage } from "../page.ts";

test("the page's program compiles", async () => {
  assert.equal(await compilePage("app.md"), "");
});

test("every answer on the page is what the program answers", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  await runPage("app.md", folder, async ({ exports }) => {
    const counting = exports.counting as App;
    assert.equal(await (await counting.fetch(new Request("http://example.test/count"))).text(), "42");
  });
});
