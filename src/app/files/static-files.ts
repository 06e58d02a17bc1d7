import type { Exchange } from "../../core/exchange.ts";
import { asksForPage, chooseCoding } from "../accept.ts";
import { HTTPError } from "../http-error.ts";
import type { Coding, FileSystem, OpenFile, Platform, ResolvedPath } from "../platform/platform.ts";
import { type Payload, redirect } from "../results.ts";
import { slashRedirect } from "../slash-redirect.ts";
import { unknownOption } from "../unknown-option.ts";
import { FileAnswer } from "./file-answer.ts";
import { mediaType } from "./media-type.ts";
import { type Dotfiles, staticSegments } from "./static-path.ts";

/** Options of a static folder. */
export interface StaticOptions {
  /** The folder; a relative one is below the working folder. A `file:` URL will do: `new URL("./assets", import.meta.url)`. */
  directory: string | URL;
  /** Answer a folder with its index (after a redirect to the slash), and what is missing with the folder's 404.html. Default false. */
  html?: boolean;
  /** Name of a folder's index. Default `"index.html"`. */
  index?: string;
  /** Serve what links lead to outside of the folder. Default false: it is not found. */
  followSymlinks?: boolean;
  /** Names with a dot in front: `"ignore"` (default) finds none but `/.well-known`. */
  dotfiles?: Dotfiles;
  /** Seconds a cache may use a file without asking. Default: nothing is said. */
  maxAge?: number;
  /** Send `app.js.br` (`.zst`, `.gz`) beside `app.js` to who accepts it. Default false. */
  precompressed?: boolean;
  /**
   * Makes it the front end of an app with pages of its own (FastAPI's `app.frontend`; `html` is on): what is answered for paths
   * that are no file. `"index.html"` goes to who asks for a page in so many words, with 200; `"404.html"` to everybody, with 404;
   * `"auto"` is the one that exists, 404.html first; null is none.
   */
  fallback?: "auto" | "index.html" | "404.html" | null;
}

const options: readonly string[] = [
  "directory",
  "html",
  "index",
  "followSymlinks",
  "dotfiles",
  "maxAge",
  "precompressed",
  "fallback",
];
/** Best first: the smallest. */
const endings: readonly (readonly [Coding, string])[] = [
  ["br", ".br"],
  ["zstd", ".zst"],
  ["gzip", ".gz"],
];
const codings = endings.map(([coding]) => coding);
/** Errors that mean: there is no such file. */
const missing = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EINVAL", "ERR_INVALID_ARG_VALUE"]);

/**
 * A folder of files below a path, with the rules of Starlette's StaticFiles and FastAPI's `app.frontend`. Made by the app at each
 * mount; holds no file open.
 */
export class StaticFiles {
  readonly #options: StaticOptions;
  /** As the platform's files take it. */
  readonly #directory: string;
  readonly #html: boolean;
  readonly #index: string;
  /** The folder with every link resolved, as it was last found. */
  #realFolder: string | undefined;

  /** @throws TypeError for an unknown or impossible option. */
  constructor(given: StaticOptions) {
    for (const name of Object.keys(given)) {
      if (!options.includes(name)) throw unknownOption("", name, options);
    }
    const { directory, fallback } = given;
    if (typeof directory !== "string" && !(directory instanceof URL)) {
      throw new TypeError(`directory is the path or file: URL of a folder, not a ${typeof directory}`);
    }
    if (fallback !== undefined && fallback !== null && !["auto", "index.html", "404.html"].includes(fallback)) {
      throw new TypeError('fallback is "auto", "index.html", "404.html" or null');
    }
    this.#options = given;
    this.#directory = String(directory);
    this.#html = given.html === true || fallback !== undefined;
    this.#index = given.index ?? "index.html";
  }

  /** To be called at start. @throws Error if the folder, or the file of the fallback, is not there. */
  async check(platform: Platform): Promise<void> {
    const files = filesOf(platform);
    const { fallback } = this.#options;
    const directory = this.#directory;
    const whole = files.absolute(directory);
    const stat = await found(files.stat(whole));
    if (stat === null) throw new Error(`Directory '${directory}' does not exist. Resolved absolute path: '${whole}'`);
    if (stat.kind !== "directory")
      throw new Error(`'${directory}' is not a directory. Resolved absolute path: '${whole}'`);
    if (fallback !== "index.html" && fallback !== "404.html") return;
    if ((await this.#file(files, [fallback])) === null) {
      throw new Error(
        `Fallback file '${fallback}' does not exist in directory '${directory}'. Resolved absolute path: '${whole}'`,
      );
    }
  }

  /**
   * What to answer for `rest`, the raw path (percent-encoding and all) below the mount; null if there is nothing.
   * @throws HTTPError 405 for another method than GET and HEAD, 401 for a file we may not read.
   */
  async answer(
    exchange: Exchange,
    rest: string,
    platform: Platform,
    rootPath?: string,
  ): Promise<FileAnswer | Payload | null> {
    const files = filesOf(platform);
    const { fallback } = this.#options;
    const readable = exchange.method === "GET" || exchange.method === "HEAD";
    // A front end shares its paths with an API: what is no file is then not here at all.
    if (!readable && fallback === undefined) throw wrongMethod();
    const segments = staticSegments(rest, this.#options.dotfiles ?? "ignore");
    const target = segments === null ? null : await this.#target(files, segments);
    if (!readable) {
      if (target !== null) throw wrongMethod();
      return null;
    }
    if (target !== null) {
      if (target.isIndex && !exchange.path.endsWith("/")) {
        const location = slashRedirect(exchange, () => true, rootPath);
        if (location !== undefined) return redirect(location);
      }
      return this.#send(exchange, files, target.segments, target.found, undefined);
    }
    return this.#fallback(exchange, files);
  }

  async #fallback(exchange: Exchange, files: FileSystem): Promise<FileAnswer | null> {
    const { fallback } = this.#options;
    if (!this.#html || fallback === null) return null;
    if (fallback !== "index.html") {
      const page = await this.#file(files, ["404.html"]);
      if (page !== null) return this.#send(exchange, files, ["404.html"], page, 404);
    }
    if ((fallback === "index.html" || fallback === "auto") && asksForPage(exchange.header("accept"))) {
      const page = await this.#file(files, ["index.html"]);
      if (page !== null) return this.#send(exchange, files, ["index.html"], page, undefined);
    }
    return null;
  }

  async #send(
    exchange: Exchange,
    files: FileSystem,
    segments: readonly string[],
    { path }: ResolvedPath,
    status: number | undefined,
  ): Promise<FileAnswer> {
    const { maxAge, precompressed } = this.#options;
    const contentType = mediaType(segments[segments.length - 1]);
    if (!precompressed) return new StaticFile(path, { contentType, maxAge, status });
    const [sent, coding] = await this.#variant(files, exchange.header("accept-encoding"), segments, path);
    const headers: [string, string][] = [["vary", "accept-encoding"]];
    if (coding !== null) headers.push(["content-encoding", coding]);
    return new StaticFile(sent, { contentType, maxAge, status, headers });
  }

  /** The file's compressed form that the client likes best, or the file itself. */
  async #variant(
    files: FileSystem,
    accepted: string | undefined,
    segments: readonly string[],
    path: string,
  ): Promise<[string, Coding | null]> {
    let left = codings;
    for (;;) {
      const coding = chooseCoding(accepted, left);
      if (coding === null) return [path, null];
      const ending = endings.find(([candidate]) => candidate === coding)?.[1] ?? "";
      const name = segments[segments.length - 1] + ending;
      const variant = await this.#file(files, [...segments.slice(0, -1), name]);
      if (variant !== null) return [variant.path, coding];
      left = left.filter((other) => other !== coding);
    }
  }

  /** The file the segments name, or the index of the folder they name. */
  async #target(
    files: FileSystem,
    segments: string[],
  ): Promise<{ found: ResolvedPath; segments: string[]; isIndex: boolean } | null> {
    const there = await this.#lookup(files, segments);
    if (there?.stat.kind === "file") return { found: there, segments, isIndex: false };
    if (there?.stat.kind !== "directory" || !this.#html) return null;
    const index = [...segments, this.#index];
    const page = await this.#file(files, index);
    return page === null ? null : { found: page, segments: index, isIndex: true };
  }

  async #file(files: FileSystem, segments: readonly string[]): Promise<ResolvedPath | null> {
    const there = await this.#lookup(files, segments);
    return there?.stat.kind === "file" ? there : null;
  }

  async #lookup(files: FileSystem, segments: readonly string[]): Promise<ResolvedPath | null> {
    const folder = files.absolute(this.#directory);
    const path = files.below(folder, segments.join("/"));
    if (path === null) return null;
    if (this.#options.followSymlinks) {
      const stat = await found(files.stat(path));
      return stat === null ? null : { path, stat };
    }
    const real = await found(files.resolve(path));
    if (real === null) return null;
    if (this.#realFolder !== undefined && files.below(this.#realFolder, real.path) !== null) return real;
    // A deployment may have turned the link that the folder is to another one.
    this.#realFolder = (await found(files.resolve(folder)))?.path;
    return this.#realFolder === undefined || files.below(this.#realFolder, real.path) === null ? null : real;
  }
}

/** A file of a static folder: gone between the look-up and now, it is simply not there. */
class StaticFile extends FileAnswer {
  protected override async open(files: FileSystem): Promise<OpenFile> {
    const file = await found(files.open(this.path));
    if (file === null) throw new HTTPError(404);
    return file;
  }
}

function filesOf(platform: Platform): FileSystem {
  if (platform.files !== undefined) return platform.files;
  throw new Error(`static files: there are no files on the platform "${platform.name}"`);
}

function wrongMethod(): HTTPError {
  return new HTTPError(405, undefined, { allow: "GET, HEAD" });
}

/** Null for what does not exist. @throws HTTPError 401 for what we may not read, as Starlette. */
async function found<T>(looking: Promise<T>): Promise<T | null> {
  try {
    return await looking;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "EACCES" || code === "EPERM") throw new HTTPError(401);
    if (code !== undefined && missing.has(code)) return null;
    throw error;
  }
}
