import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, extname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Loader, Plugin, PluginBuild } from "esbuild";
import { sha } from "./cache.ts";

/** What a bare import becomes: part of the bundle, or an import of this specifier that Node resolves itself. */
const typescript = new Set([".ts", ".mts", ".cts", ".tsx"]);
const loaders: { [ending: string]: Loader } = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
};

/** Names that stand for a file's own address; the bundle has another one. */
export const addressDefines: { readonly [name: string]: string } = {
  "import.meta.url": "__flotilla_url",
  "import.meta.filename": "__flotilla_filename",
  "import.meta.dirname": "__flotilla_dirname",
  __filename: "__flotilla_filename",
  __dirname: "__flotilla_dirname",
};

/** What a build looked at, also one that failed. */
export interface Seen {
  /** Source → hash of the content that was read. */
  readonly files: Map<string, string>;
  /** Folders in which a source was looked for. */
  readonly folders: Set<string>;
}

/**
 * esbuild plugin: keeps packages out of the bundle, and `import.meta.url` and its like what they were in each source file.
 * `outFolder` is where the bundle will stand; `seen` is filled anew by every build.
 */
export function modulesPlugin(outFolder: string, seen: Seen): Plugin {
  return {
    name: "flotilla-modules",
    setup(build) {
      build.onStart(() => {
        seen.files.clear();
        seen.folders.clear();
      });
      build.onResolve({ filter: /^\.\.?(\/|$)/ }, (args) => {
        seen.folders.add(dirname(join(args.resolveDir, args.path)));
        return undefined;
      });
      build.onResolve({ filter: /^[^./]/ }, (args) => {
        if (args.kind === "entry-point" || args.pluginData === "again" || args.path.startsWith("/")) return undefined;
        return resolveBare(build, args.path, args.importer, args.resolveDir, args.kind, outFolder);
      });
      build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, (args) => {
        const text = readFileSync(args.path, "utf8");
        seen.files.set(args.path, sha(text));
        const loader = loaders[extname(args.path)] ?? "js";
        if (!/import\.meta|__filename|__dirname/.test(text)) return { contents: text, loader };
        const filename = JSON.stringify(args.path);
        const address = `var __flotilla_url = ${JSON.stringify(pathToFileURL(args.path).href)}, __flotilla_filename = ${filename}, __flotilla_dirname = ${JSON.stringify(dirname(args.path))};`;
        // On the first line, so that every line keeps its number; a `#!` line gives way.
        const contents = text.startsWith("#!") ? text.replace(/^#!.*/, address) : `${address} ${text}`;
        return { contents, loader };
      });
    },
  };
}

async function resolveBare(
  build: PluginBuild,
  path: string,
  importer: string,
  resolveDir: string,
  kind: Parameters<PluginBuild["resolve"]>[1] extends infer O ? NonNullable<O & { kind?: unknown }>["kind"] : never,
  outFolder: string,
): Promise<{ path: string; external?: boolean }> {
  if (isBuiltin(path) || /^[a-z]+:/.test(path)) return { path, external: true };
  const found = await build.resolve(path, { importer, resolveDir, kind: kind as never, pluginData: "again" });
  // Node's own message for what cannot be found is better placed than ours: at the import, when it runs.
  if (found.errors.length > 0 || found.external || found.path === "") return { path, external: true };
  const inPackages = found.path.includes(`${sep}node_modules${sep}`);
  if (!inPackages && (typescript.has(extname(found.path)) || !isPackageName(path, resolveDir)))
    return { path: found.path };
  // The bundle stands elsewhere than its sources: where that leads to another copy (or none), the address is spelled out.
  const name = packageName(path);
  const there = packageFolder(name, resolveDir);
  const here = packageFolder(name, outFolder);
  if (there !== undefined && there === here) return { path, external: true };
  return { path: pathToFileURL(found.path).href, external: true };
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Whether it names an installed package, or the one the importer belongs to; if not it is an alias of a project file. */
function isPackageName(specifier: string, from: string): boolean {
  const name = packageName(specifier);
  if (packageFolder(name, from) !== undefined) return true;
  for (let at = from; ; at = dirname(at)) {
    const manifest = join(at, "package.json");
    if (existsSync(manifest)) return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: string }).name === name;
    if (dirname(at) === at) return false;
  }
}

/** The folder Node finds a package in from `from`, links followed. */
function packageFolder(name: string, from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (!at.endsWith(`${sep}node_modules`) && existsSync(folder)) return realpathSync(folder);
    if (dirname(at) === at) return undefined;
  }
}
