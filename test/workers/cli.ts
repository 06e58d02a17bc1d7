import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** A project folder with these files. */
export function project(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flotilla-project-")));
  for (const [name, text] of Object.entries({ "package.json": '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** An app that tells who answered; the last part of its answers is `text`. */
export function appSource(text = "hello"): string {
  return `
interface Exchange { path: string; send(status: number, headers: string[], body: string): void }
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
export const app = {
  handle(exchange: Exchange): void {
    const answer = () => exchange.send(200, [], JSON.stringify({ pid: process.pid, worker: process.env.FLOTILLA_WORKER, text: ${JSON.stringify(text)} }));
    if (exchange.path === "/slow") void sleep(600).then(answer);
    else if (exchange.path === "/never") void sleep(60_000).then(answer);
    else if (exchange.path === "/exit") process.exit(7);
    else answer();
  },
};
`;
}

/** A running `flotilla` of the built package. */
export class Cli {
  readonly child: ChildProcess;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  out = "";
  err = "";

  /** `inherit`: descriptors it gets as 3, 4, … */
  constructor(cwd: string, args: readonly string[], env: Record<string, string> = {}, inherit: readonly number[] = []) {
    this.child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe", ...inherit],
    });
    this.child.stdout?.on("data", (data) => (this.out += data));
    this.child.stderr?.on("data", (data) => (this.err += data));
    this.exited = new Promise((resolve) => this.child.once("close", (code, signal) => resolve({ code, signal })));
  }

  /** Resolves to the match once the output has it; rejects if the process ends first. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    let ended = false;
    void this.exited.then(() => (ended = true));
    for (;;) {
      const match = pattern.exec(this.out + this.err);
      if (match !== null) return match;
      if (ended) throw new Error(`ended without ${pattern}:\n${this.out}${this.err}`);
      await sleep(20);
    }
  }

  /** Port of the ready line. */
  async ready(): Promise<number> {
    return Number((await this.until(/ready on http:\/\/[^ ]+:(\d+)/))[1]);
  }

  /** Ends it by SIGTERM, if it still runs. */
  async stop(): Promise<number | null> {
    this.child.kill("SIGTERM");
    return (await this.exited).code;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** One request on a connection of its own, to a port or a Unix socket. */
export function get(to: number | string, path = "/", headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
  const where = typeof to === "number" ? { host: "127.0.0.1", port: to } : { socketPath: to };
  return new Promise((resolve, reject) => {
    const request = http.get({ ...where, path, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (data) => (body += data));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
      response.on("error", reject);
    });
    request.on("error", reject);
  });
}

/** Pids that answered `count` requests. */
export async function pids(port: number, count: number): Promise<Set<number>> {
  const answers = await Promise.all(Array.from({ length: count }, () => get(port)));
  return new Set(answers.map((answer) => (JSON.parse(answer.body) as { pid: number }).pid));
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `done()` holds. */
export async function eventually(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(30);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
