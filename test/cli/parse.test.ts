import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "../../src/cli/command.ts";
import { parseCommandLine } from "../../src/cli/parse.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { OptionTable } from "../../src/core/options.ts";

const table = {
  port: { flag: "port", short: "p", type: "integer", default: 8000, min: 0, max: 65535, doc: "Port." },
  workers: { flag: "workers", short: "w", type: "integer", words: ["auto"], default: 1, min: 1, doc: "Workers." },
  grace: { flag: "timeout-graceful", type: "duration", default: "30s", doc: "Grace." },
  body: { flag: "body", type: "size", default: "1m", doc: "Body." },
  mode: { flag: "mode", type: "choice", choices: ["a", "b"], default: "a", doc: "Mode." },
  to: { flag: "to", type: "list", doc: "Targets." },
  quiet: { flag: "quiet", type: "boolean", doc: "Quiet." },
  log: { flag: "access-log", type: "boolean", default: true, doc: "Log." },
  uds: { flag: "uds", type: "string", doc: "Socket." },
} as const satisfies OptionTable;

const command: Command<typeof table> = {
  name: "serve",
  summary: "Serves.",
  arguments: [{ name: "app", doc: "App." }],
  options: table,
  run: async () => 0,
};

function parse(line: string, env: Record<string, string> = {}) {
  return parseCommandLine(line === "" ? [] : line.split(" "), [command], env, "1.2.3");
}

function options(line: string, env: Record<string, string> = {}) {
  const parsed = parse(line, env);
  assert.equal(parsed.kind, "run");
  return parsed.kind === "run" ? parsed : assert.fail();
}

test("defaults take effect as written in the table", () => {
  const { options: values, sources } = options("serve");
  assert.deepEqual(values, {
    port: 8000,
    workers: 1,
    grace: 30_000,
    body: 1024 * 1024,
    mode: "a",
    to: [],
    quiet: false,
    log: true,
    uds: undefined,
  });
  assert.equal(sources.port, "default");
});

test("a flag beats the environment, which beats the default", () => {
  const env = { FLOTILLA_PORT: "9000", FLOTILLA_TIMEOUT_GRACEFUL: "500ms", FLOTILLA_QUIET: "yes" };
  const fromEnv = options("serve", env);
  assert.equal(fromEnv.options.port, 9000);
  assert.equal(fromEnv.options.grace, 500);
  assert.equal(fromEnv.options.quiet, true);
  assert.equal(fromEnv.sources.port, "env");
  const both = options("serve --port 1 --no-quiet", env);
  assert.equal(both.options.port, 1);
  assert.equal(both.options.quiet, false);
  assert.equal(both.sources.port, "flag");
});

test("short flags, words, lists, negation and positional arguments", () => {
  const parsed = options("serve main:app -p 0 -w auto --to a,b --to c --no-access-log --body 8k --timeout-graceful 2m");
  assert.deepEqual(parsed.args, ["main:app"]);
  assert.equal(parsed.options.port, 0);
  assert.equal(parsed.options.workers, "auto");
  assert.deepEqual(parsed.options.to, ["a", "b", "c"]);
  assert.equal(parsed.options.log, false);
  assert.equal(parsed.options.body, 8192);
  assert.equal(parsed.options.grace, 120_000);
});

const mistakes: [string, RegExp][] = [
  ["serve --prot 1", /^unknown option '--prot'; did you mean --port\?$/],
  ["srve", /^unknown command 'srve'; did you mean serve\?$/],
  ["serve --port", /argument missing/],
  ["serve --port http", /^--port: "http" is not a whole number$/],
  ["serve --port 70000", /^--port: "70000" is not between 0 and 65535$/],
  ["serve -w many", /^--workers: "many" is not a whole number or auto$/],
  ["serve -w 0", /^--workers: "0" is not at least 1$/],
  ["serve --mode c", /^--mode: "c" is not one of a, b$/],
  ["serve --timeout-graceful soon", /is not a duration/],
  ["serve --body big", /is not a size/],
  ["serve a b", /too many arguments/],
];

for (const [line, message] of mistakes) {
  test(`one line for: ${line}`, () => {
    assert.throws(
      () => parse(line),
      (error: unknown) => error instanceof UsageError && message.test(error.message) && !error.message.includes("\n"),
    );
  });
}

test("a wrong environment value names its variable", () => {
  assert.throws(() => parse("serve", { FLOTILLA_PORT: "x" }), /^UsageError: FLOTILLA_PORT: "x" is not a whole number$/);
});

test("help and version are texts", () => {
  for (const line of ["serve --help", "help serve"]) {
    const parsed = parse(line);
    assert.ok(parsed.kind === "text");
    assert.match(parsed.text, /-p, --port <integer>\s+Port. \(default: 8000; env: FLOTILLA_PORT\)/);
    assert.match(parsed.text, /--no-access-log/);
    assert.doesNotMatch(parsed.text, /--no-quiet/);
  }
  for (const line of ["", "--help", "help"]) {
    const parsed = parse(line);
    assert.ok(parsed.kind === "text");
    assert.match(parsed.text, /serve \[options\] \[app\]\s+Serves\./);
  }
  assert.deepEqual(parse("--version"), { kind: "text", text: `flotilla 1.2.3 (Node ${process.versions.node})\n` });
});
