// The test command: builds dist/ (process tests run the built CLI), lists the test files itself and runs each under
// node:test through tsx. A directory argument to `node --test` runs nothing on Node 20 and is green; so the files are
// named, and a file that reported no test fails the run.
//   npm test                  all of test/
//   npm test -- test/http     only files whose path contains one of the words
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const built = process.argv.includes("--no-build");

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

const files = filesBelow(join(root, "test"))
  .map((file) => relative(root, file))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error("no test file matches");
  process.exit(1);
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (data) => {
      out += data;
    });
    child.on("close", (code, signal) => resolve({ code: code ?? 1, signal, out }));
  });
}

if (!built) {
  const build = await run(process.execPath, ["scripts/build.mjs", "--quiet"]);
  process.stdout.write(build.out);
  if (build.code !== 0) process.exit(build.code);
}

const totals = { passed: 0, failed: 0, skipped: 0 };
const queue = [...files];
async function worker() {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const started = Date.now();
    const { code, signal, out } = await run(process.execPath, [
      "--import",
      "tsx",
      "--test",
      "--test-reporter=tap",
      "--test-timeout=120000",
      file,
    ]);
    const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, "m").exec(out)?.[1] ?? 0);
    // A file that defines no test still counts as one passed test named after the file.
    const empty =
      count("tests") === 0 ||
      (count("tests") === 1 && new RegExp(`^ok 1 - .*${file.split("/").pop()}$`, "m").test(out) && !/^ {4}/m.test(out));
    const failed = count("fail") + count("cancelled");
    totals.passed += empty ? 0 : count("pass");
    totals.failed += failed;
    totals.skipped += count("skipped") + count("todo");
    const bad = code !== 0 || signal !== null || failed > 0 || empty;
    if (bad) {
      if (failed === 0) totals.failed += 1;
      console.log(out);
    }
    const verdict = empty ? "NO TEST REPORTED" : bad ? "FAILED" : "ok";
    console.log(`${verdict.padEnd(7)} ${file} (${count("pass")} passed, ${Date.now() - started} ms)`);
  }
}
await Promise.all([worker(), worker()]);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
