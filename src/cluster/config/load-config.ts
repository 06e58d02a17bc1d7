import { fork } from "node:child_process";
import { statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { UsageError } from "../../core/errors.ts";
import { renderReport } from "../../workers/code-frame.ts";
import { prepare } from "../../workers/loader.ts";
import type { ErrorReport } from "../../workers/protocol.ts";
import type { ConfigAnswer } from "./config-main.ts";

/** A config file's value, not checked yet. */
export interface LoadedConfig {
  readonly value: unknown;
  /** Absolute path. */
  readonly file: string;
  /** The path as it is shown. */
  readonly source: string;
}

const usualNames = ["flotilla.config.ts", "flotilla.config.mts", "flotilla.config.js", "flotilla.config.mjs"];

// In the package this is dist; from src/ (tests) the child needs the loader that we run under.
const fromSource = import.meta.url.endsWith(".ts");
const entry = fileURLToPath(new URL(fromSource ? "./config-main.ts" : "./config-main.js", import.meta.url));
const loaderArgs = fromSource ? ["--import", import.meta.resolve("tsx")] : [];

/**
 * Finds and evaluates a config file: `path`, or one of the usual names in it if it is a folder (default: `folder`). The file runs in a process of its own,
 * which ends at once: the master runs no user code.
 * @throws UsageError if there is none, or it does not compile, throws, or exports nothing usable.
 */
export async function loadConfig(path: string | undefined, folder: string): Promise<LoadedConfig> {
  const file = find(path, folder);
  const near = relative(folder, file);
  const source = near.startsWith("..") ? file : near;
  let plan: { readonly file: string };
  let execArgv: readonly string[];
  try {
    ({ plan, execArgv } = await prepare({ file, source, exportName: undefined }, undefined, false));
  } catch (error) {
    if (error instanceof Error && "report" in error) throw new UsageError(renderReport(error.report as ErrorReport));
    throw error;
  }
  return { value: await evaluate(plan.file, source, execArgv), file, source };
}

function find(path: string | undefined, folder: string): string {
  const asked = resolve(folder, path ?? ".");
  if (isFile(asked)) return asked;
  const example = 'import { defineConfig } from "flotilla/config"; export default defineConfig({ app: "main.ts" });';
  if (statSync(asked, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`no such file: ${path}; make it: ${example}`);
  }
  const found = usualNames.map((name) => join(asked, name)).find(isFile);
  if (found === undefined) throw new UsageError(`there is no ${usualNames[0]} in ${asked}; make one: ${example}`);
  return found;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function evaluate(file: string, source: string, execArgv: readonly string[]): Promise<unknown> {
  return new Promise((settle, reject) => {
    const child = fork(entry, [pathToFileURL(file).href, source], {
      execArgv: ["--enable-source-maps", ...loaderArgs, ...execArgv],
      serialization: "advanced",
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    let answer: ConfigAnswer | undefined;
    child.once("message", (message: ConfigAnswer) => {
      answer = message;
      // What the file left open (a timer, a socket) is not waited for.
      child.kill("SIGKILL");
    });
    child.once("exit", (code, signal) => {
      if (answer === undefined)
        reject(new UsageError(`${source} ended its process (${signal ?? `exit code ${code}`})`));
      else if (answer.kind === "value") settle(answer.value);
      else if (answer.kind === "fault") reject(new UsageError(`${source}: ${answer.message}`));
      else reject(new UsageError(renderReport(answer.report)));
    });
  });
}
