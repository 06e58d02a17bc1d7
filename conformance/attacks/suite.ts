import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Suite, SuiteOptions, SuiteReport } from "../suite.ts";
import { type Attack, attacks } from "./attacks.ts";
import { get, leave, send, type Wire } from "./raw.ts";

/** Nothing may take longer: a bound on what is quadratic, far above what the slowest (a million fields) takes on a busy machine. */
const limitMs = 20_000;
/** Bytes that may stay after all that was dropped. A thousandth of a leak of 10 kB a request would be more. */
const heapGrowth = 8_000_000;
const secrets = /hunter2|\/srv\/secret|node:internal|\.ts:\d/;

interface Stats {
  readonly opened: number;
  readonly closed: number;
  readonly streams: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  readonly sockets: number;
  readonly polluted: boolean;
}

interface Storm {
  readonly name: string;
  readonly wire: Wire;
  readonly times: number;
  readonly how: "close" | "reset" | "half";
  /** At a time, and milliseconds until each leaves. */
  readonly width: number;
  readonly afterMs: number;
}

const uploadHead =
  'POST /upload HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 5000000\r\n\r\n--b\r\nContent-Disposition: form-data; name="one"; filename="x"\r\n\r\n';
const jsonHead = "POST /held HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";

const storms: readonly Storm[] = [
  {
    name: "bodies broken off",
    wire: [`${jsonHead}Content-Length: 9999\r\n\r\n{"a":`],
    times: 5000,
    how: "close",
    width: 50,
    afterMs: 0,
  },
  {
    name: "bodies reset",
    wire: [`${jsonHead}Content-Length: 9999\r\n\r\n{"a":`],
    times: 5000,
    how: "reset",
    width: 50,
    afterMs: 0,
  },
  {
    name: "uploads broken off",
    wire: [`${uploadHead}${"x".repeat(1000)}`],
    times: 5000,
    how: "close",
    width: 50,
    afterMs: 0,
  },
  {
    name: "uploads to disk reset",
    wire: [`${uploadHead}${"x".repeat(2_000_000)}`],
    times: 400,
    how: "reset",
    width: 20,
    afterMs: 20,
  },
  {
    name: "answers not waited for",
    wire: [`${jsonHead}Content-Length: 1\r\n\r\n1`],
    times: 5000,
    how: "close",
    width: 100,
    afterMs: 0,
  },
  { name: "event streams dropped", wire: get("/sse"), times: 3000, how: "reset", width: 500, afterMs: 30 },
  { name: "endless streams dropped", wire: get("/endless"), times: 500, how: "close", width: 20, afterMs: 20 },
  { name: "half-closed streams", wire: get("/sse"), times: 500, how: "half", width: 50, afterMs: 20 },
];

class Attacked {
  readonly child: ChildProcess;
  readonly port: number;
  readonly folder: string;

  constructor(child: ChildProcess, port: number, folder: string) {
    this.child = child;
    this.port = port;
    this.folder = folder;
  }

  async stats(): Promise<Stats> {
    const { text } = await send(this.port, get("/stats"), limitMs);
    const start = text.indexOf("\r\n\r\n");
    if (start < 0) throw new Error("the server no longer answers");
    return JSON.parse(text.slice(start));
  }

  /** What is wrong with how the server took it; undefined if nothing is. */
  async attack({ name, wire, allowed }: Attack): Promise<string | undefined> {
    const { status, text, ms } = await send(this.port, wire, limitMs);
    if (ms >= limitMs) return `${name}: no end after ${limitMs} ms`;
    if (!allowed.includes(status)) return `${name}: ${status}, not one of ${allowed.join(", ")}: ${text.slice(-200)}`;
    if (secrets.test(text)) return `${name}: tells a secret: ${text.slice(-400)}`;
    if (/^x-evil:/im.test(text)) return `${name}: a field of its own: ${text.slice(0, 400)}`;
    return undefined;
  }

  /** Drops connections, then waits until everything that they had opened is closed. */
  async storm({ name, wire, times, how, width, afterMs }: Storm): Promise<string> {
    const began = performance.now();
    for (let done = 0; done < times; done += width) {
      await Promise.all(Array.from({ length: width }, () => leave(this.port, wire, how, afterMs)));
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const settled = await this.settled();
    return `${name}: ${times} in ${seconds} s; heap ${(settled.heapUsed / 1e6).toFixed(1)} MB, rss ${(settled.rss / 1e6).toFixed(0)} MB`;
  }

  async settled(): Promise<Stats> {
    for (let tries = 0; ; tries++) {
      const stats = await this.stats();
      // The one socket is ours.
      const isDone = stats.opened === stats.closed && stats.streams === 0 && stats.sockets <= 1;
      if (isDone || tries === 40) return stats;
      await sleep(250);
    }
  }
}

async function start(): Promise<Attacked> {
  const args = [
    "--expose-gc",
    "--conditions",
    "flotilla:source",
    "--import",
    "tsx",
    join(import.meta.dirname, "app.ts"),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit").then(() => Promise.reject(new Error("the attacked server ended at start")));
  const [line] = await Promise.race([once(createInterface({ input: child.stdout! }), "line"), ended]);
  ended.catch(() => {});
  const [port, folder] = line.split(" ");
  return new Attacked(child, Number(port), folder);
}

async function run({ quick }: SuiteOptions): Promise<SuiteReport> {
  const server = await start();
  const failures: string[] = [];
  const details: string[] = [];
  let agreed = 0;
  try {
    // Small bodies only in a quick run: the big ones take a minute.
    const table = attacks().filter(({ wire }) => !quick || wire.every((piece) => piece.length < 1_000_000));
    for (const attack of table) {
      const failure = await server.attack(attack);
      if (failure === undefined) agreed += 1;
      else failures.push(failure);
    }
    const before = await server.settled();
    for (const storm of storms) details.push(await server.storm(quick ? { ...storm, times: storm.times / 10 } : storm));
    const after = await server.settled();
    if (after.opened !== after.closed) failures.push(`${after.opened} dependencies opened, ${after.closed} closed`);
    if (after.streams !== 0) failures.push(`${after.streams} streams never ended`);
    if (after.sockets > 1) failures.push(`${after.sockets - 1} sockets left open`);
    if (after.polluted || before.polluted) failures.push("Object.prototype has got a field");
    if (after.heapUsed - before.heapUsed > heapGrowth) {
      failures.push(`the heap grew from ${before.heapUsed} to ${after.heapUsed} bytes`);
    }
    agreed += storms.length;
  } finally {
    server.child.kill("SIGKILL");
    rmSync(server.folder, { recursive: true });
  }
  return { agreed, explained: 0, failures, details };
}

/** Everything an attacker may send to an app, over real sockets, and what is left of it. */
export const attacked: Suite = {
  name: "attacks",
  about: "bodies, queries, fields, forms, paths and connections as an attacker sends them",
  run,
};
