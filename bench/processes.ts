import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A process the benchmark started. */
export interface Started {
  readonly name: string;
  readonly pid: number;
  readonly child: ChildProcess;
  /** The last 8 KiB of what it wrote to stdout and stderr. */
  readonly output: () => string;
  /** Resolves with `code N` or the signal's name when it ends. */
  readonly ended: Promise<string>;
  /** Resolves when its output is complete too. */
  readonly closed: Promise<void>;
}

export interface StartOptions {
  /** Cores it may run on (`taskset -c`). Default: all. */
  readonly cpu?: string;
  /** Gives way to everything else on its core. */
  readonly nice?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const scratch = new Set<string>();
let ending = false;
const alive = new Map<number, Started>();

/** Processes below `root`, itself first, as /proc knows them now. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number[]>();
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const parent = statFields(pid)?.parent;
    if (parent === undefined) continue;
    const list = parents.get(parent);
    if (list === undefined) parents.set(parent, [pid]);
    else list.push(pid);
  }
  const found = [root];
  for (let i = 0; i < found.length; i++) found.push(...(parents.get(found[i]) ?? []));
  return found;
}

/** What /proc/PID/stat says, null once the process is gone. Times in clock ticks. */
export function statFields(pid: number): { state: string; parent: number; ticks: number; childTicks: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null;
  }
  // The name in parentheses may hold spaces and parentheses: fields count from the last one (proc(5)).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    state: fields[0],
    parent: Number(fields[1]),
    ticks: Number(fields[11]) + Number(fields[12]),
    childTicks: Number(fields[13]) + Number(fields[14]),
  };
}

/** Starts a program that is ended with the benchmark, whatever way that ends. */
export function start(name: string, command: readonly string[], options: StartOptions = {}): Started {
  const argv = [...(options.nice === true ? ["nice", "-n", "19"] : []), ...command];
  if (options.cpu !== undefined) argv.unshift("taskset", "-c", options.cpu);
  const child = spawn(argv[0], argv.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
  });
  let output = "";
  const keep = (data: Buffer) => {
    output = (output + data.toString("utf8")).slice(-8192);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(error.message);
    });
    child.once("exit", (code, signal) => {
      if (child.pid !== undefined) alive.delete(child.pid);
      resolve(signal ?? `code ${code}`);
    });
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const started: Started = { name, pid: child.pid ?? -1, child, output: () => output, ended, closed };
  if (child.pid !== undefined) alive.set(child.pid, started);
  return started;
}

/** SIGTERM, after `graceMs` SIGKILL for it and every process below it; resolves when it has ended. */
export async function end(started: Started, graceMs = 2000): Promise<void> {
  if (!alive.has(started.pid)) return;
  const tree = processTree(started.pid);
  signal(started.pid, "SIGTERM");
  const timer = setTimeout(() => {
    for (const pid of new Set([...processTree(started.pid), ...tree])) signal(pid, "SIGKILL");
  }, graceMs);
  await started.ended;
  clearTimeout(timer);
}

/** True once everything is being ended: nothing is to be started again then. */
export function isEnding(): boolean {
  return ending;
}

export async function endAll(): Promise<void> {
  ending = true;
  await Promise.all([...alive.values()].map((started) => end(started)));
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Ends everything started and removes scratch folders, then ends this process: on Ctrl-C, SIGTERM and errors. Call once. */
export function endWithUs(): void {
  for (const [name, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(name, () => {
      console.error(`\n${name}: ending ${alive.size} processes`);
      void endAll().then(() => process.exit(code));
    });
  }
  process.once("exit", () => {
    for (const pid of alive.keys()) for (const each of processTree(pid)) signal(each, "SIGKILL");
    for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
  });
}

/** A new empty folder that goes when this process ends. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `flotilla-${name}-`));
  scratch.add(folder);
  return folder;
}

/** A TCP port of 127.0.0.1 that was free a moment ago; asked for a certain one, that or 0. */
export function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error) => (wanted === 0 ? reject(error) : resolve(0)));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Resolves when `GET path` on the port is answered with 200.
 * @throws Error with the program's own output when it ends first or stays silent for `timeoutMs`.
 */
export async function answers(started: Started, port: number, path: string, timeoutMs = 20_000): Promise<void> {
  let over = "";
  void started.ended.then((how) => {
    over = how;
  });
  const deadline = Date.now() + timeoutMs;
  let last = "";
  while (over === "" && Date.now() < deadline) {
    last = await statusLine(port, path);
    if (/^HTTP\/1\.1 200 /.test(last)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const why =
    over === "" ? `did not answer within ${timeoutMs} ms (last: ${last || "no connection"})` : `ended: ${over}`;
  throw new Error(`${started.name} ${why}\n${started.output()}`);
}

function statusLine(port: number, path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let text = "";
    socket.setTimeout(5000, () => socket.destroy());
    socket.once("connect", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`));
    socket.on("data", (data) => {
      text += data.toString("latin1");
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(text.split("\r\n", 1)[0]));
  });
}

/** First line a program prints about its version, null when it is not installed. */
export function versionOf(command: readonly string[]): string | null {
  const run = spawnSync(command[0], command.slice(1), { encoding: "utf8" });
  if (run.error !== undefined || run.status === null) return null;
  return (
    `${run.stdout}${run.stderr}`
      .split("\n")
      .find((line) => line !== "")
      ?.trim() ?? ""
  );
}

/** The first version number in that line, else the line. */
export function versionNumber(command: readonly string[]): string | null {
  const line = versionOf(command);
  return /\d+\.\d+[\w.+-]*/.exec(line ?? "")?.[0] ?? line;
}

/** Whether a short command ends with code 0. */
export function succeeds(command: readonly string[]): boolean {
  return spawnSync(command[0], command.slice(1), { stdio: "ignore" }).status === 0;
}
