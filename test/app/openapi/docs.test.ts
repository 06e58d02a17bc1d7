import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { App, OpenAPIDocument } from "../../../src/index.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";

const root = join(import.meta.dirname, "../../..");
const page = await readFile(join(root, "docs/openapi.md"), "utf8");
const blocks = (kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text);

/** The app of the page. Below the root, so that its packages are found. */
async function withApp(use: (app: App) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(root, ".docs-"));
  try {
    const entry = pathToFileURL(join(root, "src/index.ts")).href;
    const program = blocks("ts page").join("\n").replace('from "flotilla"', `from "${entry}"`);
    await writeFile(join(folder, "page.mts"), program);
    const { app } = (await import(pathToFileURL(join(folder, "page.mts")).href)) as { app: App };
    await app.start(nodePlatform);
    await use(app);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("the document of the page's program is what the page shows, and its answers are", async () => {
  await withApp(async (app) => {
    const { paths, webhooks } = app.openapi();
    const [shown] = blocks("json page");
    assert.deepEqual(paths["/items/{item_id}"].get, JSON.parse(shown));
    assert.deepEqual(Object.keys(webhooks ?? {}), ["order-paid"]);
    const { callbacks } = paths["/orders"].post as { callbacks: { paid: object } };
    assert.deepEqual(Object.keys(callbacks.paid), ["{$request.query.callback_url}"]);
    const lines = blocks("http").join("").trim().split("\n");
    assert.equal(lines.length, 4);
    for (const line of lines) {
      const parts = /^GET (\S+) → (\d+)(?: openapi (\S+))?$/.exec(line);
      assert.ok(parts, line);
      const answer = await app.fetch(new Request(`http://app.test${parts[1]}`));
      assert.equal(answer.status, Number(parts[2]), line);
      if (parts[3] !== undefined) assert.equal(((await answer.json()) as OpenAPIDocument).openapi, parts[3]);
    }
  });
});
