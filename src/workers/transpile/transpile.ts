import { readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { BuildContext, BuildFailure, BuildOptions, BuildResult, Message } from "esbuild";
import { codeFrame, describePlace, frameAt } from "../code-frame.ts";
import type { ErrorReport } from "../protocol.ts";
import { cacheFolder, freshManifest, hashOf, type Manifest, settingsFiles, sha, writeAtomically } from "./cache.ts";
import { addressDefines, modulesPlugin, type Seen } from "./modules.ts";

/** Changes whenever the output for the same sources would. */
const format = 1;
/** Outputs kept of each kind, newest first: a running fleet may still respawn from one that is no longer the current. */
const kept = 8;

/** Saves of dev must not push out what a running fleet was made from. */
type Kind = "run-" | "dev-";

/** Who uses esbuild's service process now: stopping it under a running build leaves that build hanging. */
let users = 0;

async function release(): Promise<void> {
  users--;
  if (users === 0) await (await import("esbuild")).stop();
}

/** A module as plain JavaScript. */
export interface Transpiled {
  readonly output: string;
  /** Sources it was made from. */
  readonly inputs: readonly string[];
  /** Packages it imports. */
  readonly externals: readonly string[];
}

/** The sources do not compile. */
export class TranspileError extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(report.message);
    this.name = "TranspileError";
    this.report = report;
  }
}

/**
 * Makes one plain JavaScript module with a source map of an app's own files; packages stay imports. The result is kept, by
 * content, beside the project's other caches: made once, however many workers and starts.
 * @throws TranspileError with file, line and frame.
 */
export async function transpile(file: string, source: string): Promise<Transpiled> {
  const esbuild = await import("esbuild");
  const folder = cacheFolder(file);
  const path = join(folder, "manifest.json");
  const key = `${format} ${esbuild.version} ${process.versions.node}`;
  users++;
  try {
    const known = freshManifest(path, key);
    if (known !== undefined) return { ...known, inputs: Object.keys(known.inputs) };
    const seen: Seen = { files: new Map(), folders: new Set() };
    const made = store(await esbuild.build(settings(file, folder, seen)), file, folder, "run-");
    const settingsOf = new Set(made.inputs.flatMap(settingsFiles));
    const inputs = Object.fromEntries(
      [...made.inputs, ...settingsOf].map((input) => [input, seen.files.get(input) ?? hashOf(input)]),
    );
    writeAtomically(
      path,
      JSON.stringify({ key, output: made.output, inputs, externals: made.externals } satisfies Manifest),
    );
    prune(folder, "run-");
    return made;
  } catch (error) {
    throw translate(error, file, source);
  } finally {
    await release();
  }
}

/** Transpiles the same app again and again, with what did not change kept in memory: for dev. */
export class Transpiler {
  private readonly context: BuildContext<ReturnType<typeof settings>>;
  /** What the last build looked at. */
  readonly seen: Seen;
  private readonly file: string;
  private readonly source: string;

  private constructor(context: BuildContext<ReturnType<typeof settings>>, seen: Seen, file: string, source: string) {
    this.context = context;
    this.seen = seen;
    this.file = file;
    this.source = source;
  }

  static async create(file: string, source: string): Promise<Transpiler> {
    const esbuild = await import("esbuild");
    users++;
    const seen: Seen = { files: new Map(), folders: new Set() };
    return new Transpiler(await esbuild.context(settings(file, cacheFolder(file), seen)), seen, file, source);
  }

  /** @throws TranspileError with file, line and frame. */
  async run(): Promise<Transpiled> {
    try {
      const made = store(await this.context.rebuild(), this.file, cacheFolder(this.file), "dev-");
      prune(dirname(made.output), "dev-");
      return made;
    } catch (error) {
      throw translate(error, this.file, this.source);
    }
  }

  /** A module that imports the packages of `made` from where it does: loaded ahead, they cost nothing when it comes. */
  warmer(made: Transpiled): string {
    const text = made.externals.map((name) => `import(${JSON.stringify(name)}).catch(() => {});\n`).join("");
    const path = join(dirname(made.output), `warm-${sha(text)}.mjs`);
    writeAtomically(path, text);
    return path;
  }

  async close(): Promise<void> {
    await this.context.dispose();
    await release();
  }
}

function settings(file: string, folder: string, seen: Seen): BuildOptions & { metafile: true; write: false } {
  return {
    entryPoints: [file],
    absWorkingDir: dirname(file),
    outfile: join(folder, "out.mjs"),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: `node${process.versions.node}`,
    // Node's own rules: esbuild would add "module", which Node does not know.
    conditions: [],
    mainFields: ["main"],
    define: { ...addressDefines },
    sourcemap: "external",
    keepNames: true,
    logLevel: "silent",
    plugins: [modulesPlugin(folder, seen)],
  };
}

function store(
  result: BuildResult<{ metafile: true; write: false }>,
  file: string,
  folder: string,
  kind: Kind,
): Transpiled {
  const code = result.outputFiles.find((out) => out.path.endsWith(".mjs"));
  const map = result.outputFiles.find((out) => out.path.endsWith(".map"));
  if (code === undefined || map === undefined) throw new Error("esbuild made no output");
  const name = `${kind}${sha(`${code.hash} ${map.hash}`)}.mjs`;
  const output = join(folder, name);
  writeAtomically(`${output}.map`, map.contents);
  // CommonJS sources call require() for their packages, which an ES module does not have. On the first line, which is esbuild's
  // own: the source map stays right.
  const requires = code.text.includes("var __require = ")
    ? `import { createRequire as __flotilla_require } from "node:module"; var require = __flotilla_require(${JSON.stringify(file)}); `
    : "";
  writeAtomically(output, `${requires}${code.text}//# sourceMappingURL=${name}.map\n`);
  const [root] = Object.values(result.metafile.outputs).filter((out) => out.entryPoint !== undefined);
  const inputs = Object.keys(result.metafile.inputs).filter((input) => !input.includes("<"));
  const externals = (root?.imports ?? []).filter((found) => found.external).map((found) => found.path);
  return { output, inputs: inputs.map((input) => resolve(dirname(file), input)), externals };
}

function prune(folder: string, kind: Kind): void {
  const outputs = readdirSync(folder)
    .filter((name) => name.startsWith(kind) && name.endsWith(".mjs"))
    .map((name) => ({
      path: join(folder, name),
      time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of outputs.slice(kept)) {
    // Another start may be faster.
    rmSync(path, { force: true });
    rmSync(`${path}.map`, { force: true });
  }
}

function translate(error: unknown, file: string, source: string): unknown {
  const messages = (error as BuildFailure).errors as Message[] | undefined;
  if (messages === undefined || messages.length === 0) return error;
  const { text, location } = messages[0];
  const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : "";
  const title = `cannot load ${source}`;
  const message = `${text}${more}`;
  if (location === null) {
    return new TranspileError({ title, message, where: undefined, frame: undefined, stack: undefined });
  }
  const place = { file: resolve(dirname(file), location.file), line: location.line, column: location.column + 1 };
  const frame = frameAt(place) ?? codeFrame(location.lineText, 1, place.column);
  return new TranspileError({ title, message, where: describePlace(place), frame, stack: undefined });
}
