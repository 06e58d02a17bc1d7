// docs/files.md: every answer on the page is what its program answers, and its tables list what there is.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { defaultFormLimits } from "../../../src/app/inputs/form-limits.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { App } from "../../../src/index.ts";
import { serve } from "../../../src/server/serve.ts";
import { ask, blocksOf, checkLines, runnable } from "../../page.ts";
import { folder } from "./harness.ts";

const root = join(import.meta.dirname, "../../..");
const page = await readFile(join(root, "docs/files.md"), "utf8");

test("every answer on the page is what the program answers", async (t) => {
  const path = await folder(t, {
    "report.txt": "0123456789",
    "assets/app.js": 'console.log("app")',
    "assets/css/main.css": "body {}",
    "assets/.env": "SECRET",
    "dist/index.html": "<h1>App</h1>",
  });
  const before = process.cwd();
  process.chdir(path);
  t.after(() => process.chdir(before));
  await writeFile(join(path, "page.mts"), runnable((await blocksOf("files.md", "ts page")).join("\n")));
  const { app } = (await import(pathToFileURL(join(path, "page.mts")).href)) as { app: App };
  app.logger = silentLogger;
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const lines = (await blocksOf("files.md", "http")).join("").trim().split("\n");
  assert.ok(lines.length > 15);
  await checkLines(server.port, lines);

  for (const line of (await blocksOf("files.md", "form")).join("").trim().split("\n")) {
    const parts = /^POST (\S+) (\w+)=(\w+) (\w+)=@([\w.]+):(.+) → (\d+) (.+)$/.exec(line);
    assert.ok(parts, `"${line}" is no example`);
    const [, where, field, value, file, name, content, status, expected] = parts;
    const form = new FormData();
    form.append(field, value);
    form.append(file, new File([content], name, { type: "text/plain" }));
    const sent = new Response(form);
    const answer = await ask(server.port, {
      method: "POST",
      path: where,
      headers: { "content-type": sent.headers.get("content-type") ?? "" },
      body: Buffer.from(await sent.arrayBuffer()),
    });
    assert.equal(`${answer.status} ${answer.text}`, `${status} ${expected}`, line);
  }
});

/** Names in the first column of the page's tables. */
const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);

async function declared(file: string, name: string): Promise<string[]> {
  const source = await readFile(join(root, file), "utf8");
  const body = new RegExp(`export interface ${name}.*?\\{([\\s\\S]*?)^\\}`, "m").exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, option]) => option);
}

test("every option and limit is on the page, and nothing else", async () => {
  const options = [
    ...(await declared("src/app/files/file-answer.ts", "FileOptions")),
    ...(await declared("src/app/files/static-files.ts", "StaticOptions")),
    ...(await declared("src/app/front.ts", "MountedStaticOptions")),
    ...Object.keys(defaultFormLimits),
  ];
  assert.ok(options.length > 15);
  // The folder is an argument of its own.
  const expected = new Set(options.filter((name) => name !== "directory"));
  assert.deepEqual([...new Set(listed)].sort(), [...expected].sort());
});
