import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { silentLogger } from "../src/core/logger.ts";
import type { App } from "../src/index.ts";
import { serve } from "../src/server/serve.ts";

const root = join(import.meta.dirname, "..");

/** The contents of a documentation page's blocks of one kind. */
export async function blocksOf(page: string, kind: string): Promise<string[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  return [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))].map(([, block]) => block);
}

/** The source with the package's names spelled out, so that it runs from any folder. */
export function runnable(source: string): string {
  const entry = (path: string) => `from "${pathToFileURL(join(root, path)).href}"`;
  return source
    .replaceAll('from "flotilla"', entry("src/index.ts"))
    .replaceAll('from "flotilla/server"', entry("src/server/index.ts"))
    .replaceAll('from "flotilla/settings"', entry("src/settings.ts"))
    .replaceAll('from "jose"', entry("node_modules/jose/dist/webapi/index.js"))
    .replaceAll('from "zod"', entry("node_modules/zod/index.js"));
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

export interface AskedAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Sends the path as it is written: fetch would resolve its dots. */
export function ask(port: number, { method, path, headers, body }: Asked): Promise<AskedAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, method, path, headers, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (data) => {
        text += data;
      });
      answer
        .on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
        .on("error", reject);
    });
    request.on("error", reject).end(body);
  });
}

/**
 * Asks for each line of `METHOD path body → status [field: value] answer`, and compares. Fields of the request, or a body beside
 * them, stand behind the path: `GET / | accept: text/html | host: a → 200`.
 */
export async function checkLines(port: number, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const sides = /^(.+?) → (\d+)((?: \[[\w-]+: [^\]]*\])*)(?: (.+))?$/.exec(line);
    const [asked, ...more] = (sides?.[1] ?? "").split(" | ");
    const parts = /^([A-Z]+) (\S+)(?: (\S+))?$/.exec(asked);
    assert.ok(sides && parts, `"${line}" is no example`);
    const [, , status, fields, expected = ""] = sides;
    const [, method, path] = parts;
    let body: string | undefined = parts[3];
    const headers: { [name: string]: string } = {};
    for (const part of more) {
      const field = /^([\w-]+): (.*)$/.exec(part);
      if (field === null) body = part;
      else headers[field[1]] = field[2];
    }
    const answer = await ask(port, { method, path, headers, body });
    assert.equal(`${answer.status} ${answer.text}`, `${status} ${expected}`, line);
    for (const [, name, value] of fields.matchAll(/\[([\w-]+): ([^\]]*)\]/g)) {
      assert.equal(String(answer.headers[name]), value, `${line}: ${name}`);
    }
  }
}

export interface RunningPage {
  /** What its program exports. */
  readonly exports: { readonly [name: string]: unknown };
  readonly port: number;
}

/**
 * Runs a page's program (`ts page` blocks) from a folder, serves its `app` and checks its `http` blocks; then `more`.
 * The folder is the working folder meanwhile.
 */
export async function runPage(
  page: string,
  folder: string,
  more: (running: RunningPage) => Promise<void> = async () => {},
): Promise<void> {
  const before = process.cwd();
  process.chdir(folder);
  try {
    const file = join(folder, "page.mts");
    await writeFile(file, runnable((await blocksOf(page, "ts page")).join("\n")));
    const exports = (await import(pathToFileURL(file).href)) as { app: App };
    exports.app.logger = silentLogger;
    const server = await serve(exports.app, { port: 0 });
    try {
      await checkLines(server.port, (await blocksOf(page, "http")).join("").trim().split("\n"));
      await more({ exports, port: server.port });
    } finally {
      await server.close({ graceMs: 0 });
    }
  } finally {
    process.chdir(before);
  }
}

/** What the compiler says of a page's program: nothing, if it is right. */
export async function compilePage(page: string): Promise<string> {
  // Below the root, so that packages are found.
  const folder = await mkdtemp(join(root, ".docs-"));
  try {
    await writeFile(join(folder, "page.mts"), (await blocksOf(page, "ts page")).join("\n"));
    const source = (path: string) => [join(root, "src", path)];
    const paths = {
      flotilla: source("index.ts"),
      "flotilla/server": source("server/index.ts"),
      "flotilla/settings": source("settings.ts"),
    };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions: { paths }, include: ["page.mts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    return await new Promise((resolve) => {
      execFile(process.execPath, [compiler, "--noEmit", "-p", folder], (_, stdout) => resolve(stdout));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
