// docs/app.md: its program compiles, and every answer on it is what the program answers.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { App } from "../../src/index.ts";
import { blocksOf, examplesOf, textOf } from "../docs/example.ts";
import { check, compiled, filesOf, inFolder, runnable, served } from "../docs/program.ts";

const blocks = await blocksOf("app.md");
const examples = examplesOf(textOf(blocks, "http"));

test("the page's program compiles", async () => {
  assert.equal(await compiled(filesOf(blocks)), "");
});

test("every answer on the page is what the program answers", async () => {
  assert.ok(examples.length > 20);
  await served(filesOf(blocks), (_, port) => check(port, examples));
});

test("the app with a lifespan has its state", async () => {
  await inFolder(runnable(filesOf(blocks)), async (folder) => {
    const { counting } = (await import(pathToFileURL(join(folder, "main.ts")).href)) as { counting: App };
    assert.equal(await (await counting.fetch(new Request("http://example.test/count"))).text(), "42");
    await counting.stop();
  });
});
