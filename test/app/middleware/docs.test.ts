// docs/middleware.md: its program compiles, and every answer on the page is what it answers.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ask, compilePage, runPage } from "../../page.ts";

test("the page's program compiles", async () => {
  assert.equal(await compilePage("middleware.md"), "");
});

test("every answer on the page is what the program answers", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docs-"));
  t.after(() => rm(folder, { recursive: true }));
  await runPage("middleware.md", folder, async ({ port }) => {
    const long = await ask(port, { method: "GET", path: "/long", headers: { "accept-encoding": "gzip" } });
    assert.equal(long.headers["content-encoding"], "gzip");
    const visit = await ask(port, { method: "GET", path: "/visit" });
    const cookie = String(visit.headers["set-cookie"]).split(";", 1)[0];
    assert.equal((await ask(port, { method: "GET", path: "/visit", headers: { cookie } })).text, "2");
    const tooLong = await ask(port, { method: "POST", path: "/text", body: "x".repeat(1001) });
    assert.equal(tooLong.status, 413);
  });
});

test("the page names every option of every middleware", async () => {
  const page = await readFile(new URL("../../../docs/middleware.md", import.meta.url), "utf8");
  const folder = new URL("../../../src/app/middleware/", import.meta.url);
  const missing: string[] = [];
  for (const file of ["cors", "compress", "trusted-host", "request-id", "timing", "limits", "rate-limit", "sessions"]) {
    const source = await readFile(new URL(`${file}.ts`, folder), "utf8");
    const bodies = [...source.matchAll(/export interface \w+Options \{([\s\S]*?)^\}/gm)].map(([, body]) => body);
    assert.ok(bodies.length > 0, file);
    for (const [, name] of bodies.join("").matchAll(/^ {2}(\w+)\??:/gm)) {
      if (name !== "clock" && name !== "now" && !new RegExp(`\\b${name}\\b`).test(page))
        missing.push(`${file}: ${name}`);
    }
  }
  assert.deepEqual(missing, []);
});
