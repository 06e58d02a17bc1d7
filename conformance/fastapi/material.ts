import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** The release whose tests are replayed; its source package carries `tests/` and `docs_src/`. */
export const fastapiVersion = "0.141.1";
export const pythonFolder: string = join(import.meta.dirname, "python");

/** Why nothing can be run. Told in one line. */
export class Missing extends Error {}

function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(base, "flotilla-conformance");
  mkdirSync(folder, { recursive: true });
  return folder;
}

const reasonOf = (error: unknown) =>
  String((error as { stderr?: string }).stderr || error)
    .trim()
    .split("\n")
    .pop();

/**
 * The Python that runs the tests: a virtual environment in the cache folder, made once for one list of requirements.
 * @throws Missing without Python 3.10 or a package index.
 */
export async function pythonEnvironment(): Promise<string> {
  const requirements = join(pythonFolder, "requirements.txt");
  const stamp = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = join(cacheFolder(), `python-${stamp}`);
  const python = join(folder, "bin", "python");
  const done = join(folder, "complete");
  if (existsSync(done)) return python;
  try {
    await exec("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);
  } catch {
    throw new Missing("needs python3, 3.10 or later");
  }
  try {
    await exec("python3", ["-m", "venv", "--clear", folder]);
    await exec(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  } catch (error) {
    throw new Missing(`the tests' Python packages could not be installed: ${reasonOf(error)}`);
  }
  writeFileSync(done, "");
  return python;
}

/**
 * A folder with FastAPI's `tests/` and `docs_src/`: the one given, or the source package of the pinned release, fetched
 * with pip and kept in the cache folder.
 * @throws Missing if there is neither.
 */
export async function fastapiSource(given: string | undefined, python: string): Promise<string> {
  if (given !== undefined) {
    if (existsSync(join(given, "docs_src")) && existsSync(join(given, "tests"))) return given;
    throw new Missing(`${given} is no checkout of FastAPI: it has no tests/ and docs_src/`);
  }
  const folder = join(cacheFolder(), `fastapi-${fastapiVersion}`);
  if (existsSync(join(folder, "tests"))) return folder;
  const download = `${folder}.download`;
  try {
    const wanted = ["--no-deps", "--no-binary", "fastapi", "-d", download, `fastapi==${fastapiVersion}`];
    await exec(python, ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", ...wanted]);
    const archive = readdirSync(download).find((name) => name.endsWith(".tar.gz"));
    await exec("tar", ["-xzf", join(download, archive ?? ""), "-C", download]);
    renameSync(join(download, `fastapi-${fastapiVersion}`), folder);
    rmSync(download, { recursive: true });
  } catch (error) {
    throw new Missing(
      `no checkout of FastAPI given (--suite or FASTAPI_SUITE), and its source package could not be fetched: ${reasonOf(error)}`,
    );
  }
  return folder;
}
