import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Why nothing can be run. Told in one line. */
export class Missing extends Error {}

/** Where foreign material is kept from run to run. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(base, "flotilla-conformance");
  mkdirSync(folder, { recursive: true });
  return folder;
}

export const reasonOf = (error: unknown): string | undefined =>
  String((error as { stderr?: string }).stderr || error)
    .trim()
    .split("\n")
    .pop();

/**
 * The Python that runs a suite: a virtual environment in the cache folder, made once for one list of requirements. `offline`: only if
 * it has been made already.
 * @throws Missing without Python 3.10 or a package index.
 */
export async function pythonEnvironment(requirements: string, offline = false): Promise<string> {
  const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `python-${stamp}`);
  const python = join(folder, "bin", "python");
  const done = join(folder, "complete");
  if (existsSync(done)) return python;
  if (offline) throw new Missing("--quick fetches nothing, and its Python packages are not here yet: run it without");
  try {
    await exec("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);
  } catch {
    throw new Missing("needs python3, 3.10 or later");
  }
  try {
    await exec("python3", ["-m", "venv", "--clear", folder]);
    await exec(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  } catch (error) {
    throw new Missing(`the Python packages could not be installed: ${reasonOf(error)}`);
  }
  writeFileSync(done, "");
  return python;
}
