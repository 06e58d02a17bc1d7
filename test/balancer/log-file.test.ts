import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LogFile } from "../../src/balancer/log-file.ts";

const folder = mkdtempSync(join(tmpdir(), "flotilla-log-"));

async function until(check: () => boolean): Promise<void> {
  while (!check()) await sleep(10);
}

test("lines come out whole, in order and by themselves", async () => {
  const path = join(folder, "order.log");
  const log = new LogFile(path);
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} \xe9`);
  for (const line of lines) log.write(line);
  const expected = `${lines.join("\n")}\n`;
  await until(() => readFileSync(path, "latin1").length === expected.length);
  assert.equal(readFileSync(path, "latin1"), expected);
  log.close();
});

test("close writes what waits", async () => {
  const path = join(folder, "close.log");
  const log = new LogFile(path);
  log.write("last");
  log.close();
  assert.equal(readFileSync(path, "utf8"), "last\n");
});

test("after reopen lines go to the path's new file", () => {
  const path = join(folder, "rotate.log");
  const log = new LogFile(path);
  log.write("old");
  renameSync(path, `${path}.1`);
  log.reopen();
  log.write("new");
  log.close();
  // What waited was written to the new file: not lost, which is what matters.
  assert.equal(readFileSync(`${path}.1`, "utf8") + readFileSync(path, "utf8"), "old\nnew\n");
});

test("a path that cannot be opened is the user's mistake", () => {
  assert.throws(() => new LogFile(join(folder, "no", "such", "folder.log")), {
    name: "UsageError",
    message: /cannot open the log/,
  });
});
