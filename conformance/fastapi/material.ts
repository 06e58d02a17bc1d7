import { execFile } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, Missing, reasonOf } from "../python.ts";

const exec = promisify(execFile);

/** The release whose tests are replayed; its source package carries `tests/` and `docs_src/`. */
export const fastapiVersion = "0.141.1";
export const pythonFolder: string = join(import.meta.dirname, "python");

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
