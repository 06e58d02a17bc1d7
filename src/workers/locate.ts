import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { UsageError } from "../core/errors.ts";

/** Where an app is. */
export interface AppLocation {
  /** Absolute path of its module. */
  readonly file: string;
  /** The path as it is shown: relative to the working folder where that is shorter. */
  readonly source: string;
  readonly exportName: string | undefined;
}

const endings = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
/** Where an app is looked for when none is named, in this order. */
const usualPlaces = [
  "main",
  "app",
  "api",
  "src/main",
  "src/app",
  "src/api",
  "app/main",
  "app/app",
  "src/index",
  "index",
];

/**
 * Finds the app: `main:app`, `main.ts`, `./src/main.ts:createApp`, or undefined: by looking in the usual places.
 * @throws UsageError that says what was looked for, and what is there.
 */
export function locateApp(spec: string | undefined, folder: string): AppLocation {
  if (spec === undefined) {
    for (const place of usualPlaces) {
      const file = withEnding(join(folder, place));
      if (file !== undefined) return { file, source: relative(folder, file), exportName: undefined };
    }
    throw new UsageError(
      `no app found: looked for ${usualPlaces.join(", ")} with ${endings.join(", ")}; name it: flotilla run main.ts:app`,
    );
  }
  const colon = spec.lastIndexOf(":");
  const path = colon > 0 ? spec.slice(0, colon) : spec;
  const exportName = colon > 0 ? spec.slice(colon + 1) : undefined;
  if (exportName !== undefined && !/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(exportName)) {
    throw new UsageError(`"${spec}": after the colon the name of an export is expected, e.g. ${path}:app`);
  }
  const asked = resolve(folder, path);
  const file = isFile(asked) ? asked : withEnding(asked);
  if (file === undefined) throw new UsageError(`no such app: ${path}${candidates(asked)}`);
  const shown = relative(folder, file);
  return { file, source: shown.startsWith("..") ? file : shown, exportName };
}

function withEnding(path: string): string | undefined {
  return endings.map((ending) => path + ending).find(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function candidates(asked: string): string {
  const folder = dirname(asked);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return ` (there is no folder ${folder})`;
  }
  const modules = names.filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.endsWith(".d.ts"));
  if (modules.length === 0)
    return ` (no module in ${folder}; looked for ${basename(asked)} with ${endings.join(", ")})`;
  return ` (in that folder: ${modules.slice(0, 8).join(", ")}${modules.length > 8 ? ", …" : ""})`;
}
