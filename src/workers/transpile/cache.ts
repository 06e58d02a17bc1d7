import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";

export function sha(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex").slice(0, 16);
}

/**
 * Folder for what is made of `file`: in the nearest `node_modules/.cache/flotilla`, else in `.flotilla/cache` beside the
 * package.json, so that packages are found from there; else in the system's folder for temporary files.
 */
export function cacheFolder(file: string): string {
  const name = `${basename(file, extname(file))}-${sha(file)}`;
  for (const folder of [
    nearest(file, "node_modules", ".cache/flotilla"),
    nearest(file, "package.json", ".flotilla/cache"),
  ]) {
    if (folder === undefined) continue;
    try {
      mkdirSync(join(folder, name), { recursive: true });
      accessSync(join(folder, name), constants.W_OK);
      return join(folder, name);
    } catch {
      // A read-only image, a project of another user: the next one.
    }
  }
  const last = join(tmpdir(), `flotilla-cache-${process.getuid?.() ?? 0}`, name);
  mkdirSync(last, { recursive: true, mode: 0o700 });
  // What is found there is run: a folder that another user made must not be used.
  if (process.getuid !== undefined && statSync(dirname(last)).uid !== process.getuid()) {
    throw new Error(`${dirname(last)} belongs to another user; remove it`);
  }
  return last;
}

function nearest(file: string, marker: string, below: string): string | undefined {
  for (let at = dirname(file); dirname(at) !== at; at = dirname(at)) {
    if (existsSync(join(at, marker))) return marker === "node_modules" ? join(at, marker, below) : join(at, below);
  }
  return undefined;
}

/** Writes whole or not at all: two that start at once each rename a file of the same content into place. */
export function writeAtomically(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  writeFileSync(temporary, data);
  renameSync(temporary, path);
}

/** What an output was made from. */
export interface Manifest {
  /** Version of everything that decides how it is made. */
  readonly key: string;
  readonly output: string;
  /** Path → hash of its content; `""` for a file that was not there. */
  readonly inputs: { readonly [path: string]: string };
  /** Packages the output imports, as it names them. */
  readonly externals: readonly string[];
}

/** The manifest, if the output is still what its sources would give. */
export function freshManifest(path: string, key: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
    if (manifest.key !== key || !existsSync(manifest.output)) return undefined;
    const same = Object.entries(manifest.inputs).every(([file, hash]) => hashOf(file) === hash);
    return same ? manifest : undefined;
  } catch {
    return undefined;
  }
}

export function hashOf(file: string): string {
  try {
    return sha(readFileSync(file));
  } catch {
    return "";
  }
}

/** Files that steer how a source is compiled: every tsconfig.json and package.json from it up to the root. */
export function settingsFiles(file: string): string[] {
  const files: string[] = [];
  for (let at = dirname(file); ; at = dirname(at)) {
    files.push(join(at, "tsconfig.json"), join(at, "package.json"));
    if (dirname(at) === at) return files;
  }
}
