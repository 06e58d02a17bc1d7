// The test command: builds dist/ (process tests run the built CLI), lists the test files itself and runs each in a
// process of its own, two at a time, through tsx. A directory argument to `node --test` runs nothing on Node 20 and is
// green; so the files are named here, and a file that reported no test, or did not run to its end, fails the run.
//   npm test                      all of test/
//   npm test -- test/http         only files whose path contains one of the words
//   npm test -- --no-build …      with dist/ as it is
//   npm test -- --in DIR          the *.test.{ts,mjs} files of another folder
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

/** Longest a file may take. Well above any, so that only a hang meets it. */
const fileTimeoutMs = 120_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: { "no-build": { type: "boolean" }, in: { type: "string", default: join(root, "test") } },
});

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : /\.test\.(ts|mjs)$/.test(entry.name) ? [path] : [];
  });
}

const started = Date.now();
const files = filesBelow(resolve(flags.in))
  .filter((file) => words.length === 0 || words.some((word) => relative(root, file).includes(word)))
  .sort();
if (files.length === 0) {
  console.error("no test file matches");
  process.exit(1);
}

const groups = new Set();
/** Ends a file's processes, the ones its tests left behind too (they would keep its output open). */
function end(group) {
  groups.delete(group);
  try {
    process.kill(-group, "SIGKILL");
  } catch {
    // All gone already.
  }
}
process.on("SIGINT", () => {
  for (const group of groups) end(group);
  process.exit(130);
});

function run(args) {
  return new Promise((done) => {
    // A test of this very script must not make the inner runs report to the outer one.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    groups.add(child.pid);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      end(child.pid);
    }, fileTimeoutMs);
    let out = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        out += data;
      });
    }
    child.on("exit", () => end(child.pid));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      done({ exit: signal ?? code, late, out });
    });
  });
}

if (!flags["no-build"]) {
  const build = await run(["scripts/build.mjs", "--quiet"]);
  process.stdout.write(build.out);
  if (build.exit !== 0) {
    console.log("the build failed: no test was run");
    process.exit(1);
  }
}

const results = mkdtempSync(join(tmpdir(), "flotilla-test-"));
const totals = { passed: 0, failed: 0, skipped: 0 };
const reporter = pathToFileURL(join(root, "scripts/reporter.mjs")).href;

async function runFile(file, index) {
  const began = Date.now();
  const report = join(results, `${index}-${basename(file)}.jsonl`);
  const loader = file.endsWith(".ts") ? ["--import", "tsx"] : [];
  const reporting = [`--test-reporter=${reporter}`, `--test-reporter-destination=${report}`];
  const { exit, late, out } = await run([...loader, ...reporting, file]);

  let lines = [];
  try {
    lines = readFileSync(report, "utf8").trim().split("\n").filter(Boolean).map(JSON.parse);
  } catch {
    // Killed before or within its first line: told below as an unfinished file.
  }
  const count = (outcome) => lines.filter((line) => line.outcome === outcome).length;
  const [passed, skipped] = [count("passed"), count("skipped")];
  // A parent fails with its children; they have told why.
  const faults = lines.filter((line) => line.error !== undefined);

  let verdict = "ok";
  if (late) verdict = `KILLED after ${fileTimeoutMs / 1000} s`;
  else if (faults.length > 0) verdict = "FAILED";
  else if (exit !== 0) verdict = `FAILED (exit ${exit})`;
  else if (passed + skipped === 0) verdict = "NO TEST REPORTED";
  else if (count("end") === 0) verdict = "ENDED BEFORE ITS TESTS DID";

  totals.passed += passed;
  totals.skipped += skipped;
  totals.failed += verdict === "ok" ? 0 : Math.max(1, faults.length);
  const counts = [`${passed} passed`, faults.length && `${faults.length} failed`, skipped && `${skipped} skipped`];
  console.log(
    `${verdict.padEnd(7)} ${relative(root, file)} (${counts.filter(Boolean).join(", ")}, ${Date.now() - began} ms)`,
  );
  if (verdict === "ok") return;
  for (const { path, error } of faults) console.log(`\n  ✖ ${path.join(" › ")}\n${error.replace(/^/gm, "    ")}`);
  if (out.trim() !== "") console.log(`\n  what ${basename(file)} printed:\n${out.trimEnd().replace(/^/gm, "    ")}`);
  console.log("");
}

const queue = files.entries();
async function worker() {
  for (const [index, file] of queue) await runFile(file, index);
}
// Two, as on the smallest machine we support: process tests keep a core busy each.
await Promise.all([worker(), worker()]);
rmSync(results, { recursive: true, force: true });
console.log(`${files.length} files in ${((Date.now() - started) / 1000).toFixed(1)} s`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0);
