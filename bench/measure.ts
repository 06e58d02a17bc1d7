import { join } from "node:path";
import { cpuMicroseconds, residentBytes } from "./accounting.ts";
import { type Cores, openFilesLimit } from "./machine.ts";
import type { OpenLoopRun } from "./open-loop.ts";
import { benchFolder, type Peer, packageFolder } from "./peer.ts";
import { answers, end, freePort, type Started, scratchFolder, start } from "./processes.ts";
import type { IdleRound, LoadRound } from "./result.ts";
import { wrk } from "./wrk.ts";

export const path = "/hello";
const idleConnections = 10_000;

/** A peer that is up and answers. */
export interface Running {
  readonly peer: Peer;
  readonly port: number;
  readonly process: Started;
  stop(): Promise<void>;
}

/** Starts a peer on a free port and waits for its first right answer. */
export async function launch(peer: Peer, cpu: string, node: string, backend = 0): Promise<Running> {
  const port = await freePort();
  const folder = scratchFolder(`bench-${peer.name}`);
  const { command, env, cwd } = peer.launch({ port, backend, folder, node });
  const process = start(peer.label, command, { cpu, env, cwd: cwd ?? folder });
  const stop = () => end(process);
  try {
    await answers(process, port, path);
  } catch (error) {
    await stop();
    throw error;
  }
  return { peer, port, process, stop };
}

/** One closed-loop round: CPU of the peer's process tree over the requests wrk completed. */
export async function loadRound(
  running: Running,
  round: number,
  options: { connections: number; seconds: number; cores: Cores },
): Promise<LoadRound> {
  const { script, path: own = path } = running.peer.request ?? {};
  const url = `http://127.0.0.1:${running.port}${own}`;
  const before = cpuMicroseconds(running.process.pid);
  const run = await wrk(url, { ...options, script, cpu: options.cores.load }).catch((error: Error) => {
    throw new Error(`${running.peer.label}: ${error.message}`);
  });
  const used = cpuMicroseconds(running.process.pid) - before;
  return {
    round,
    requests: run.requests,
    perSecond: run.perSecond,
    cpuPerRequest: used / run.requests,
    residentBytes: residentBytes(running.process.pid),
  };
}

function tool(file: string, args: readonly (string | number)[], cpu: string): Started {
  const command = [process.execPath, "--import", "tsx", join(benchFolder, file), ...args.map(String)];
  // The generator polls: without giving way it keeps a backend on the same core from running (measured: p50 at 10,000/s 4.2 ms
  // instead of 0.10).
  return start(file, command, { cpu, cwd: packageFolder, nice: true });
}

/** One open-loop run at a fixed rate. */
export async function latencyRound(
  running: Running,
  options: { connections: number; perSecond: number; seconds: number; cores: Cores },
): Promise<OpenLoopRun> {
  const { connections, perSecond, seconds, cores } = options;
  const warmUp = Math.min(1, seconds / 2);
  const client = tool("open-loop.ts", [running.port, path, connections, perSecond, seconds, warmUp], cores.load);
  await Promise.all([client.ended, client.closed]);
  const line = client.output().trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`${running.peer.label}: open loop failed\n${client.output()}`);
  const run = JSON.parse(line) as OpenLoopRun;
  if (run.failed > 0) throw new Error(`${running.peer.label}: ${run.failed} of ${run.requests} requests failed`);
  return run;
}

/**
 * The highest rate up to `wanted` that the load generator keeps up with before all of these peers: on a machine of two
 * cores it shares its own with the proxies' backend.
 */
export async function steadyRate(
  peers: readonly Running[],
  wanted: number,
  options: { connections: number; cores: Cores },
): Promise<number> {
  let perSecond = Math.floor(wanted);
  for (const running of peers) {
    for (let tries = 0; tries < 8; tries++) {
      const { ownP90 } = await latencyRound(running, { ...options, perSecond, seconds: 1 });
      if (ownP90 < 1) break;
      perSecond = Math.floor(perSecond * 0.85);
    }
  }
  return perSecond;
}

/** Why idle connections cannot be measured here, null when they can. */
export function idleObstacle(): string | null {
  const limit = openFilesLimit();
  const needed = idleConnections + 200;
  return limit >= needed ? null : `open files are limited to ${limit}, ${needed} are needed: ulimit -n ${needed}`;
}

/** Memory of a fresh peer before and after 10,000 connections, each with one request behind it, went idle. */
export async function idleRound(peer: Peer, cores: Cores, node: string): Promise<IdleRound> {
  const running = await launch(peer, cores.server, node);
  try {
    // Code compiled and pools filled by load are not what a connection costs.
    await wrk(`http://127.0.0.1:${running.port}${path}`, { connections: 64, seconds: 1, cpu: cores.load });
    const beforeBytes = await settled(running);
    const client = tool("idle-client.ts", [running.port, path, idleConnections], cores.load);
    await new Promise<void>((resolve, reject) => {
      client.child.stdout?.on("data", () => {
        if (client.output().includes(`open ${idleConnections}`)) resolve();
      });
      void client.ended.then(() => reject(new Error(`${peer.label}: idle connections failed\n${client.output()}`)));
    });
    const afterBytes = await settled(running);
    await end(client);
    const bytesPerConnection = (afterBytes - beforeBytes) / idleConnections;
    return { connections: idleConnections, beforeBytes, afterBytes, bytesPerConnection };
  } finally {
    await running.stop();
  }
}

async function settled(running: Running): Promise<number> {
  for (let i = 0; i < 2; i++) {
    if (running.peer.collects) running.process.child.kill("SIGUSR2");
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  return residentBytes(running.process.pid);
}
