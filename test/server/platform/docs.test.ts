// docs/offload.md: every answer on the page is what its program answers, and its tables list what there is.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { silentLogger } from "../../../src/core/logger.ts";
import type { App } from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import { blocksOf, checkLines, runnable } from "../../page.ts";

const root = join(import.meta.dirname, "../../..");

test("every answer on the page is what the program answers", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "work.ts"), runnable((await blocksOf("offload.md", "ts work")).join("\n")));
  await writeFile(join(folder, "page.ts"), runnable((await blocksOf("offload.md", "ts page")).join("\n")));
  const { app } = (await import(pathToFileURL(join(folder, "page.ts")).href)) as { app: App };
  app.logger = silentLogger;
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const lines = (await blocksOf("offload.md", "http")).join("").trim().split("\n");
  assert.ok(lines.length >= 3);
  await checkLines(server.port, lines);
});

test("every option is on the page, and nothing else", async () => {
  const page = await readFile(join(root, "docs/offload.md"), "utf8");
  const source = await readFile(join(root, "src/app/platform/platform.ts"), "utf8");
  const declared = ["OffloadOptions", "OffloadCall"].flatMap((name) => {
    const body = new RegExp(`export interface ${name} \\{([\\s\\S]*?)^\\}`, "m").exec(source)?.[1] ?? "";
    return [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, option]) => option);
  });
  assert.ok(declared.length >= 5);
  const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual([...new Set(listed)].sort(), [...new Set(declared)].sort());
});
