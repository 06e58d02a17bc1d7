import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { Missing, pythonEnvironment } from "../python.ts";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { docsApps, portedApps } from "./apps.ts";
import { deviations } from "./deviations.ts";
import { fastapiSource, pythonFolder } from "./material.ts";
import {
  addsRoutes,
  deprecated,
  helpers,
  holdsTests,
  leftOut,
  uncaughtDisconnect,
  worksLater,
} from "./replay-config.ts";
import { summarise, type TestResult } from "./results.ts";

/** Tests beside the tutorial's that are replayed against a port of `tests/main.py`. */
const rootTests = ["test_path.py", "test_query.py", "test_application.py"];

/** Waits for the one line a control server prints: its address. */
async function addressOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the server of the apps ended at start")));
  const [line] = await Promise.race([once(lines, "line"), ended]);
  return line;
}

function startServer(python: string, source: string, original: boolean, log: number): ChildProcess {
  const stdio: StdioOptions = ["ignore", "pipe", log];
  if (original) {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONPATH: [source, pythonFolder].join(delimiter) };
    return spawn(python, ["-m", "replay.original"], { stdio, env });
  }
  const args = ["--conditions", "flotilla:source", "--import", "tsx", join(import.meta.dirname, "server.ts")];
  return spawn(process.execPath, args, { stdio });
}

/** The test files of the apps asked for (`query_params`, `query_params/tutorial001`), all if none is. */
function testFiles(source: string, ported: readonly string[], only: readonly string[]): string[] {
  const tests = join(source, "tests");
  const own = ported.filter((key) => key.startsWith("tests/test_")).map((key) => `${key.slice(6)}.py`);
  const tutorial = readdirSync(join(tests, "test_tutorial"), { recursive: true, encoding: "utf8" })
    .filter((name) => /test_\w+\.py$/.test(name))
    .map((name) => join("test_tutorial", name));
  const wanted = ({ name, text }: { name: string; text: string }) =>
    only.length === 0 ||
    only.some((key) => {
      const [folder, app] = key.split("/");
      if (folder === "tests") {
        if (name.startsWith("test_tutorial")) return false;
        return app === undefined || name === `${app}.py` || (app === "main" && rootTests.includes(name));
      }
      return new RegExp(`docs_src\\.${folder}\\b`).test(text) && (app === undefined || text.includes(app));
    });
  return [...rootTests, ...own, ...tutorial.sort()]
    .filter((name) => existsSync(join(tests, name)))
    .filter((name) => wanted({ name, text: readFileSync(join(tests, name), "utf8") }))
    .map((name) => join("tests", name));
}

async function replay(python: string, given: string, options: SuiteOptions): Promise<TestResult[]> {
  const { original, only } = options;
  const folder = mkdtempSync(join(tmpdir(), "flotilla-fastapi-"));
  // The tests write into the folder they run in.
  const source = join(folder, "suite");
  for (const part of ["docs_src", "tests", "fastapi", "docs/en/docs/img/favicon.png"]) {
    if (existsSync(join(given, part))) cpSync(join(given, part), join(source, part), { recursive: true });
  }
  const log = openSync(options.results === undefined ? join(folder, "server.log") : `${options.results}.log`, "w");
  const server = startServer(python, source, original, log);
  try {
    const ports = portedApps();
    const results = join(folder, "results.json");
    const config = join(folder, "config.json");
    const control = await addressOf(server);
    const told = {
      control,
      original,
      ports,
      results,
      leftOut,
      helpers,
      holdsTests,
      addsRoutes,
      deprecated,
      uncaughtDisconnect,
      worksLater,
    };
    writeFileSync(config, JSON.stringify(told));
    const files = testFiles(source, ports, only);
    const args = [
      "-m",
      "pytest",
      "-c",
      join(pythonFolder, "pytest.ini"),
      `--rootdir=${source}`,
      "-q",
      "--tb=no",
      "--no-summary",
    ];
    const child = spawn(python, [...args, ...files], {
      cwd: source,
      env: { ...process.env, PYTHONPATH: pythonFolder, PYTHONDONTWRITEBYTECODE: "1", REPLAY_CONFIG: config },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    await once(child, "close");
    if (!existsSync(results)) throw new Error(`pytest ended without results:\n${output.slice(-4000)}`);
    if (options.results !== undefined) writeFileSync(options.results, readFileSync(results));
    return JSON.parse(readFileSync(results, "utf8"));
  } finally {
    server.kill();
    closeSync(log);
    rmSync(folder, { recursive: true });
  }
}

async function run(options: SuiteOptions): Promise<SuiteReport> {
  const skip = (skipped: string): SuiteReport => ({ skipped, agreed: 0, explained: 0, failures: [], details: [] });
  if (options.quick && options.suite === undefined) {
    return skip("--quick fetches nothing: give a checkout of FastAPI as --suite or FASTAPI_SUITE");
  }
  try {
    const python = await pythonEnvironment(join(pythonFolder, "requirements.txt"));
    const source = resolve(await fastapiSource(options.suite, python));
    const results = await replay(python, source, options);
    const wanted = (key: string) =>
      options.only.length === 0 || options.only.some((name) => key === name || key.startsWith(`${name}/`));
    const apps = docsApps(source).filter(({ key }) => wanted(key));
    return summarise(
      results.filter(({ apps }) => apps.length === 0 || apps.some(wanted)),
      apps,
      options.original ? apps.map(({ key }) => key) : portedApps().filter(wanted),
      options.original ? {} : deviations,
    );
  } catch (error) {
    if (error instanceof Missing) return skip(error.message);
    throw error;
  }
}

export const fastapi: Suite = {
  name: "fastapi",
  about: "FastAPI's own tests over HTTP, against ports of their apps",
  run,
};
