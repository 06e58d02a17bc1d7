import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { silentLogger } from "../../src/core/logger.ts";
import type { App } from "../../src/index.ts";

const root = join(import.meta.dirname, "../..");
const page = await readFile(join(root, "docs/app.md"), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);
const program = blocks("ts page").join("\n");

const compiler = join(root, "node_modules/typescript/bin/tsc");

/** Writes the page's program into a folder of its own. */
async function inFolder(source: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  try {
    await writeFile(join(folder, "page.mts"), source);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the page's program compiles", async () => {
  await inFolder(program, async (folder) => {
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        typeRoots: [join(root, "node_modules/@types")],
        paths: { flotilla: [join(root, "src/index.ts")] },
      },
      include: ["page.mts"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const out = await new Promise((resolve) => {
      execFile(process.execPath, [compiler, "--noEmit", "-p", folder], (_, stdout) => resolve(stdout));
    });
    assert.equal(out, "");
  });
});

test("every answer on the page is what the program answers", async () => {
  const entry = pathToFileURL(join(root, "src/index.ts")).href;
  await inFolder(program.replace('from "flotilla"', `from "${entry}"`), async (folder) => {
    const { app, counting } = (await import(pathToFileURL(join(folder, "page.mts")).href)) as {
      app: App;
      counting: App;
    };
    app.logger = silentLogger;
    const lines = blocks("http").join("").trim().split("\n");
    assert.ok(lines.length > 20);
    for (const line of lines) {
      const parts = /^([A-Z]+) (\S+)(?: (\S+))? → (\d+)(?: (.+))?$/.exec(line);
      assert.ok(parts, `"${line}" is no example`);
      const [, method, path, body, status, expected = ""] = parts;
      const answer = await app.fetch(new Request(`http://example.test${path}`, { method, body }));
      assert.equal(`${answer.status} ${await answer.text()}`, `${status} ${expected}`, line);
    }
    assert.equal(await (await counting.fetch(new Request("http://example.test/count"))).text(), "42");
  });
});
