import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { Cli } from "../workers/cli.ts";

async function cli(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const run = new Cli(tmpdir(), args);
  const { code } = await run.exited;
  return { code, out: run.out, err: run.err };
}

test("flotilla --version", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const { code, out } = await cli("--version");
  assert.equal(code, 0);
  assert.equal(out, `flotilla ${version} (Node ${process.versions.node})\n`);
});

test("flotilla, flotilla --help and flotilla help list the commands", async () => {
  for (const args of [[], ["--help"], ["help"]]) {
    const { code, out, err } = await cli(...args);
    assert.equal(code, 0);
    assert.equal(err, "");
    assert.match(out, /^ {2}run \[options\] \[app\] +serve an app in production/m);
    assert.match(out, /^ {2}dev \[options\] \[app\] +serve an app while you write it/m);
  }
});

test("flotilla help run says default and environment name of every option", async () => {
  const { code, out } = await cli("help", "run");
  assert.equal(code, 0);
  assert.match(out, /--host <HOST>[^-]*127\.0\.0\.1[^-]*FLOTILLA_HOST/);
  assert.match(out, /-w, --workers <N>[^-]*FLOTILLA_WORKERS/);
  assert.equal((await cli("run", "--help")).out, out);
});

test("mistakes end with one line and exit code 2", async () => {
  for (const [args, line] of [
    [["rnu"], "flotilla: unknown command 'rnu'; did you mean run?\n"],
    [["run", "--wrokers", "2"], "flotilla: unknown option '--wrokers'; did you mean --workers?\n"],
    [["dev", "--uds", "/x", "--fd", "3"], "flotilla: --uds and --fd exclude each other\n"],
    [["run", "a.ts", "b.ts"], /^flotilla: too many arguments.*\n$/],
  ] as const) {
    const { code, out, err } = await cli(...args);
    assert.equal(code, 2);
    assert.equal(out, "");
    if (typeof line === "string") assert.equal(err, line);
    else assert.match(err, line);
  }
});
