// docs/app.md: its program compiles, and every answer on it is what the program answers.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { App } from "../../src/index.ts";
import { blocksOf, examplesOf, root, textOf } from "../docs/example.ts";
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

test("the page's tables list every option of routes and apps, and everything of the context", async () => {
  const page = await readFile(join(root, "docs/app.md"), "utf8");
  const listed = new Set([...page.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name));
  const declared = async (file: string, head: string) => {
    const source = await readFile(join(root, "src/app", file), "utf8");
    const body = source.slice(source.indexOf(head), source.indexOf("\n}", source.indexOf(head)));
    return [...body.matchAll(/^ {2}(?:get )?(\w+)(?:\?:|\(.*\).*\{$)/gm)].map(([, name]) => name);
  };
  const names = [
    ...(await declared("types.ts", "export interface RouteDetails")),
    ...(await declared("types.ts", "export interface RouteOptions")),
    ...(await declared("settings.ts", "export interface AppOptions")),
    ...(await declared("context.ts", "export class Context")),
  ];
  assert.ok(names.length > 40);
  assert.deepEqual(
    names.filter((name) => name !== "constructor" && !listed.has(name)),
    [],
  );
});
