import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, platform, release, totalmem } from "node:os";
import { UsageError } from "../src/core/errors.ts";
import { versionOf } from "./processes.ts";

/** Where the figures come from. Written into every result. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly loadGenerator: string;
}

/** The cores that servers and load generator are pinned to. */
export interface Cores {
  readonly server: string;
  readonly load: string;
  /** Where the proxies' backend runs: a third core if there is one, else the load generator's. */
  readonly backend: string;
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: `${platform()} ${release()} ${arch()}`,
    loadGenerator: (versionOf(["wrk", "-v"]) ?? "").replace(/\s*Copyright.*$/, ""),
  };
}

/** @throws UsageError naming what this machine lacks: Linux's /proc, two cores, taskset, wrk. */
export function requireMachine(): Cores {
  if (!existsSync("/proc/self/stat")) throw new UsageError("the benchmark reads /proc: run it on Linux");
  for (const [program, hint] of [
    ["taskset", "apt-get install util-linux"],
    ["wrk", "apt-get install wrk"],
  ]) {
    if (versionOf([program, "--version"]) === null) throw new UsageError(`${program} is needed: ${hint}`);
  }
  const cores = allowedCores(readFileSync("/proc/self/status", "latin1"));
  if (cores.length < 2) {
    throw new UsageError(`server and load generator need a core each, this process may use ${cores.length}`);
  }
  return { server: String(cores[0]), load: String(cores[1]), backend: String(cores[2] ?? cores[1]) };
}

/** Cores named by the `Cpus_allowed_list` line of a status file, e.g. `0-1,4`. */
export function allowedCores(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? "0";
  return list.split(",").flatMap((part) => {
    const [first, last = first] = part.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Open files this process and what it starts may have (`ulimit -n`). */
export function openFilesLimit(): number {
  const text = execFileSync("sh", ["-c", "ulimit -n"], { encoding: "utf8" }).trim();
  return text === "unlimited" ? Number.POSITIVE_INFINITY : Number(text);
}
