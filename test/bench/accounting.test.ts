import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { cpuMicroseconds, residentBytes } from "../../bench/accounting.ts";
import { end, processTree, start } from "../../bench/processes.ts";

const burn = `
  const spent = () => process.cpuUsage().user + process.cpuUsage().system;
  const until = spent() + 200e3;
  while (spent() < until) for (let i = 0; i < 1e5; i++);`;

test("threads, children and ended children all count", async () => {
  const script = `
    const { spawnSync } = require("node:child_process");
    const { Worker } = require("node:worker_threads");
    ${burn}
    spawnSync(process.execPath, ["-e", ${JSON.stringify(burn)}]);
    new Worker(${JSON.stringify(burn)}, { eval: true }).on("exit", () => console.log("done"));
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(child.stdout, "data");
    const used = cpuMicroseconds(child.pid ?? 0);
    assert.ok(used >= 590_000, `${used} µs of at least 600,000`);
    assert.ok(residentBytes(child.pid ?? 0) > 10 * 2 ** 20);
  } finally {
    child.kill("SIGKILL");
  }
});

test("a program that ignores SIGTERM is ended with all below it", async () => {
  const script = `
    process.on("SIGTERM", () => {});
    require("node:child_process").spawn("sleep", ["1000"]);
    console.log("up");
    setInterval(() => {}, 1e6);`;
  const started = start("stubborn", [process.execPath, "-e", script]);
  await once(started.child.stdout as NodeJS.ReadableStream, "data");
  const below = processTree(started.pid);
  assert.equal(below.length, 2);
  await end(started, 50);
  assert.equal(await started.ended, "SIGKILL");
  for (let i = 0; i < 100 && below.some(exists); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(below.filter(exists), []);
});

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
