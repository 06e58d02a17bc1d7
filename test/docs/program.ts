import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { silentLogger } from "../../src/core/logger.ts";
import type { App } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import { WebSocketDenied, withTestClient } from "../../src/testing/index.ts";
import { type Block, type Example, examplesOf, formsOf, root } from "./example.ts";

const entries = (
  JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
    exports: { [path: string]: string | { "flotilla:source": string } };
  }
).exports;

/** `flotilla`, `flotilla/server`, … and the file of each. */
const sources = Object.entries(entries).flatMap(([path, target]) =>
  typeof target === "string" ? [] : [[`flotilla${path.slice(1)}`, join(root, target["flotilla:source"])] as const],
);

/** The files of a page's program: blocks `ts page` are parts of `main.ts`, blocks `ts NAME.ts` and `txt NAME` of that file. */
export function filesOf(blocks: readonly Block[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { language, label, text } of blocks) {
    if ((language !== "ts" && language !== "txt") || label === "") continue;
    const name = label === "page" ? "main.ts" : label;
    files.set(name, files.has(name) ? `${files.get(name)}\n${text}` : text);
  }
  return files;
}

/** Writes files into a folder below the root, where the packages they import are found. */
export async function inFolder<T>(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(root, ".docs-"));
  try {
    for (const [name, text] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The same files, with the package's names spelled out: they stand for src/ and not for what was built. */
export function runnable(files: ReadonlyMap<string, string>): Map<string, string> {
  const spelled = (text: string) =>
    sources.reduce((so, [name, file]) => so.replaceAll(`from "${name}"`, `from "${pathToFileURL(file).href}"`), text);
  return new Map([...files].map(([name, text]) => [name, name.endsWith(".ts") ? spelled(text) : text]));
}

/** What the compiler says of programs, each in a folder of its own: nothing, if they are right. */
export async function compiled(programs: ReadonlyMap<string, string>): Promise<string> {
  return inFolder(programs, async (folder) => {
    const paths = Object.fromEntries(sources.map(([name, file]) => [name, [file]]));
    const compilerOptions = { paths, noUnusedLocals: false, noUnusedParameters: false };
    const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["**/*.ts"] };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    const { output } = await node([join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "-p", folder], folder);
    return output;
  });
}

/** Runs Node to its end. */
export async function node(args: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  // Unset: a test runner within a test would report to the outer one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output };
}

/** Loads `main.ts` and serves its `app` on a free port; the folder is the working folder meanwhile. */
export async function served(
  files: ReadonlyMap<string, string>,
  use: (app: App, port: number, folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(runnable(files), async (folder) => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      const { app } = (await import(pathToFileURL(join(folder, "main.ts")).href)) as { app: App };
      app.logger = silentLogger;
      const server = await serve(app, { port: 0 });
      try {
        await use(app, server.port, folder);
      } finally {
        await server.close({ graceMs: 0 });
      }
    } finally {
      process.chdir(before);
    }
  });
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Sends the path as it is written: fetch would resolve its dots. */
function ask(port: number, asked: Pick<Example, "method" | "path" | "headers" | "body">): Promise<Answer> {
  const { method, path, headers, body } = asked;
  return new Promise((resolve, reject) => {
    const request = http.request(
      { port, method, path, headers: { host: "127.0.0.1:8000", ...headers }, agent: false },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (data) => (text += data));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        answer.on("error", reject);
      },
    );
    request.on("error", reject).end(body);
  });
}

/** Asks and compares with what the page promises. `$name` in a request is the field `name` of the last answer that had one. */
export async function check(port: number, examples: readonly Example[]): Promise<void> {
  assert.ok(examples.length > 0, "there are examples");
  let fields: { readonly [name: string]: unknown } = {};
  const filled = (text: string) => text.replace(/\$(\w+)/g, (_, name: string) => String(fields[name]));
  for (const example of examples) {
    const { line, status, answer } = example;
    const headers = Object.fromEntries(Object.entries(example.headers).map(([name, value]) => [name, filled(value)]));
    const given = await ask(port, { ...example, headers });
    const expected = answer === undefined || example.spread ? given.text : answer;
    assert.equal(`${given.status} ${given.text}`, `${status} ${expected}`, line);
    if (example.spread) assert.deepEqual(JSON.parse(given.text), JSON.parse(answer ?? "null"), line);
    for (const [name, value] of example.fields) assert.equal(String(given.headers[name]), value, `${line}: ${name}`);
    if (given.text.startsWith("{")) fields = { ...fields, ...JSON.parse(given.text) };
    // What comes after an answer (clean-up, deferred work) may come after the next request otherwise.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** `text METHOD path | field: value` blocks: the whole body of an answer, line breaks and all. */
export async function checkTexts(port: number, blocks: readonly Block[]): Promise<void> {
  for (const { language, label, text } of blocks) {
    if (language !== "text" || !/^[A-Z]+ \//.test(label)) continue;
    const [example] = examplesOf(`${label} → 200 …`);
    assert.equal((await ask(port, example)).text, text, label);
  }
}

/** Sends what stands in `form` blocks. */
export async function checkForms(port: number, text: string): Promise<void> {
  for (const { line, path, field, value, file, name, content, status, answer } of formsOf(text)) {
    const form = new FormData();
    form.append(field, value);
    form.append(file, new File([content], name, { type: "text/plain" }));
    const sent = new Response(form);
    const headers = { "content-type": sent.headers.get("content-type") ?? "" };
    const given = await ask(port, { method: "POST", path, headers, body: await sent.text() });
    assert.equal(`${given.status} ${given.text}`, `${status} ${answer}`, line);
  }
}

/** `open path`, then `> sent`, `< received`, `close code reason`, or `denied status body`: one connection each. */
export async function checkDialogues(app: App, text: string): Promise<void> {
  for (const dialogue of text.trim().split(/\n\n+/)) {
    const [first, ...lines] = dialogue.split("\n");
    await withTestClient(app, async (client) => {
      const socket = await client.websocket(first.slice("open ".length)).catch((error: unknown) => {
        assert.ok(error instanceof WebSocketDenied, String(error));
        return error;
      });
      for (const line of lines) {
        if (socket instanceof WebSocketDenied) {
          assert.equal(`denied ${socket.status} ${socket.body}`.trim(), line, first);
        } else if (line.startsWith("> ")) await socket.send(line.slice(2));
        else if (line.startsWith("< ")) assert.equal(String(await socket.receive()), line.slice(2), first);
        else {
          // What the server closes with comes before what we would.
          await new Promise((resolve) => setTimeout(resolve, 10));
          await socket.close(1000);
          assert.equal(`close ${socket.closeCode} ${socket.closeReason}`.trim(), line, first);
        }
      }
    });
  }
}
