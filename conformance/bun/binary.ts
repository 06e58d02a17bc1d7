import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, Missing, reasonOf } from "../python.ts";

const exec = promisify(execFile);

/** Its npm package carries the binary in a package for the machine, which needs no install script. */
export const bunVersion = "1.4.5";

/**
 * The `bun` to run: the one that BUN names, or the pinned one from npm, kept in the cache folder.
 * @throws Missing if there is neither.
 */
export async function bunBinary(offline: boolean): Promise<string> {
  if (process.env.BUN !== undefined) return process.env.BUN;
  const folder = join(cacheFolder(), `bun-${bunVersion}`);
  const found = await installed(folder);
  if (found !== undefined) return found;
  if (offline)
    throw new Missing("--quick fetches nothing, and bun is not here yet: run it without, or name one as BUN");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const wanted = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", `bun@${bunVersion}`];
  try {
    await exec("npm", ["install", ...wanted], { cwd: folder });
  } catch (error) {
    throw new Missing(`bun could not be fetched from npm: ${reasonOf(error)}`);
  }
  const fetched = await installed(folder);
  if (fetched === undefined) throw new Missing("npm has no bun for this machine");
  return fetched;
}

/** Packages for several processors may be there: the one that runs counts. */
async function installed(folder: string): Promise<string | undefined> {
  const scope = join(folder, "node_modules/@oven");
  if (!existsSync(scope)) return undefined;
  for (const name of readdirSync(scope)) {
    const file = join(scope, name, "bin/bun");
    const runs = await exec(file, ["--version"]).then(
      () => true,
      () => false,
    );
    if (runs) return file;
  }
  return undefined;
}
