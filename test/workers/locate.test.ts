import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { locateApp } from "../../src/workers/locate.ts";

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-locate-"));
  mkdirSync(join(folder, "src"));
  for (const file of files) writeFileSync(join(folder, file), "");
  return folder;
}

test("every way to name an app", () => {
  const folder = folderWith("main.ts", "src/server.mjs");
  const main = { file: join(folder, "main.ts"), source: "main.ts" };
  assert.deepEqual(locateApp("main:app", folder), { ...main, exportName: "app" });
  assert.deepEqual(locateApp("main", folder), { ...main, exportName: undefined });
  assert.deepEqual(locateApp("main.ts", folder), { ...main, exportName: undefined });
  assert.deepEqual(locateApp("./main.ts:createApp", folder), { ...main, exportName: "createApp" });
  assert.equal(locateApp("src/server:app", folder).file, join(folder, "src/server.mjs"));
});

test("found by looking, in the documented order", () => {
  assert.equal(locateApp(undefined, folderWith("app.ts", "src/main.ts", "api.ts")).source, "app.ts");
  assert.equal(locateApp(undefined, folderWith("src/main.ts")).source, join("src", "main.ts"));
  assert.equal(locateApp(undefined, folderWith("main.js", "app.ts")).source, "main.js");
});

test("errors say what is there", () => {
  assert.throws(() => locateApp(undefined, folderWith()), /no app found: looked for main, app/);
  assert.throws(() => locateApp("mian:app", folderWith("main.ts")), /no such app: mian \(in that folder: main\.ts\)/);
  assert.throws(() => locateApp("nowhere/main", folderWith()), /there is no folder/);
  assert.throws(() => locateApp("main:not-a-name", folderWith("main.ts")), /the name of an export is expected/);
});
