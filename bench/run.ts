import { loadavg } from "node:os";
import { UsageError } from "../src/core/errors.ts";
import { type Cores, machine } from "./machine.ts";
import { idleObstacle, idleRound, latencyRound, launch, loadRound, type Running, steadyRate } from "./measure.ts";
import type { BenchOptions } from "./options.ts";
import { orders } from "./orders.ts";
import type { Category, Peer } from "./peer.ts";
import { versionOf } from "./processes.ts";
import { proxies } from "./proxies.ts";
import type { PeerResult, Result } from "./result.ts";
import { servers } from "./servers.ts";
import { median, turnOrder } from "./stats.ts";
import { judge } from "./targets.ts";

export const peersOf: { readonly [category in Category]: readonly Peer[] } = { servers, orders, proxies };

/** Idle rounds start a fresh process each and vary by some 2 %: three show it. */
const idleRounds = 3;
/** Open loop runs at this share of the slowest peer's capacity, or at what the load generator's core can carry. */
const wantedShare = 0.6;

/** Installed peers of a category in the order of the table; the others are named with what installs them. */
function choose(category: Category, options: BenchOptions, node: string) {
  const wanted = peersOf[category].filter((peer) => options.only.length === 0 || options.only.includes(peer.name));
  const found: { peer: Peer; version: string }[] = [];
  const skipped: Result["skipped"] = [];
  for (const peer of wanted) {
    const version = peer.version(node);
    if (version !== null) found.push({ peer, version });
    else {
      skipped.push({ name: peer.name, hint: peer.hint });
      console.log(`skipped: ${peer.label}, install with: ${peer.hint}`);
    }
  }
  return { found, skipped };
}

/** The fastest backend there is: nginx if installed, else ours, else node:http. */
function backendPeer(node: string): { peer: Peer; version: string } {
  for (const name of ["nginx", "flotilla", "node-http"]) {
    const peer = servers.find((each) => each.name === name);
    const version = peer?.version(node) ?? null;
    if (peer !== undefined && version !== null) return { peer, version };
  }
  throw new UsageError("no backend for the proxies: install nginx, or npm run build");
}

/** Measures one category; null when none of its peers is installed. */
export async function runCategory(category: Category, options: BenchOptions, cores: Cores): Promise<Result | null> {
  const node = options.node ?? process.execPath;
  const { found, skipped } = choose(category, options, node);
  if (found.length === 0) return null;
  const { rounds, seconds, connections } = options;
  const loadBefore = loadavg()[0];
  if (loadBefore > 0.5) console.log(`warning: load average ${loadBefore.toFixed(1)}, something else is at work here`);
  const peers: PeerResult[] = found.map(({ peer, version }) => ({
    ...{ name: peer.name, label: peer.label, version },
    ...{ load: [], latency: [], idle: [] },
  }));
  const running: Running[] = [];
  const stops: Running[] = [];
  let latencyPerSecond: number | null = null;
  let latencyShare: number | null = null;
  let backend: string | null = null;
  try {
    let backendPort = 0;
    if (category === "proxies") {
      const { peer, version } = backendPeer(node);
      const site = await launch(peer, cores.backend, node);
      stops.push(site);
      backendPort = site.port;
      const where = cores.backend === cores.load ? "the load generator's core" : "a core of its own";
      backend = `${peer.label} (${version}) on ${where}`;
    }
    for (const { peer } of found) {
      const site = await launch(peer, cores.server, node, backendPort);
      running.push(site);
      stops.push(site);
    }
    console.log(`${category}: warming up ${found.map(({ peer }) => peer.name).join(", ")}`);
    for (const site of running) await loadRound(site, -1, { connections, seconds: Math.min(2, seconds), cores });
    for (let round = 0; round < rounds; round++) {
      for (const i of turnOrder(running.length, round)) {
        peers[i].load.push(await loadRound(running[i], round, { connections, seconds, cores }));
      }
      const shown = peers.map(({ name, load }) => `${name} ${load[round].cpuPerRequest.toFixed(1)}`);
      console.log(`${category}: round ${round + 1} of ${rounds}, µs/request: ${shown.join(", ")}`);
    }
    if (options.latency && category !== "orders") {
      const capacity = Math.min(...peers.map(({ load }) => median(load.map((round) => round.perSecond))));
      const perSecond = await steadyRate(running, capacity * wantedShare, { connections, cores });
      latencyShare = perSecond / capacity;
      const percent = Math.round(latencyShare * 100);
      console.log(`${category}: open loop at ${perSecond}/s, ${percent} % of the slowest peer's capacity`);
      latencyPerSecond = perSecond;
      for (let round = 0; round < rounds; round++) {
        for (const i of turnOrder(running.length, round)) {
          peers[i].latency.push(await latencyRound(running[i], { connections, perSecond, seconds, cores }));
        }
        const shown = peers.map(({ name, latency }) => `${name} ${latency[round].p99.toFixed(2)}`);
        console.log(`${category}: latency round ${round + 1} of ${rounds}, p99 ms: ${shown.join(", ")}`);
      }
    }
  } finally {
    await Promise.all(stops.map((site) => site.stop()));
  }
  const obstacle = category === "servers" && options.idle ? idleObstacle() : null;
  if (obstacle !== null) console.log(`skipped: idle connections, ${obstacle}`);
  else if (category === "servers" && options.idle) {
    for (let round = 0; round < Math.min(idleRounds, rounds); round++) {
      for (const i of turnOrder(found.length, round)) peers[i].idle.push(await idleRound(found[i].peer, cores, node));
      const shown = peers.map(({ name, idle }) => `${name} ${Math.round(idle[round].bytesPerConnection)}`);
      console.log(`${category}: idle round ${round + 1}, bytes/connection: ${shown.join(", ")}`);
    }
  }
  return {
    category,
    date: new Date().toISOString(),
    node: versionOf([node, "--version"]) ?? "unknown",
    machine: machine(),
    loadBefore,
    settings: { rounds, seconds, connections, latencyPerSecond, latencyShare, backend },
    peers,
    skipped,
    targets: judge(category, peers),
  };
}
