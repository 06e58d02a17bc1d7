import type { Category } from "./peer.ts";
import type { PeerResult, TargetResult } from "./result.ts";
import { estimate, pairedRatios } from "./stats.ts";

interface Target {
  readonly category: Category;
  readonly name: string;
  readonly unit: TargetResult["unit"];
  /** Most it may be: the target is met when the median is at or below. */
  readonly bound: number;
  /** Peer compared with; none for a quantity of ours alone. */
  readonly against?: string;
  readonly rounds: (peer: PeerResult) => number[];
}

const cpu = (peer: PeerResult): number[] => peer.load.map((round) => round.cpuPerRequest);
const p99 = (peer: PeerResult): number[] => peer.latency.map((round) => round.p99);
const idle = (peer: PeerResult): number[] => peer.idle.map((round) => round.bytesPerConnection);

/** The design's targets for what is ours, by category. */
const targets: readonly Target[] = [
  { category: "servers", name: "CPU, ours / node:http", unit: "ratio", bound: 0.65, against: "node-http", rounds: cpu },
  {
    category: "servers",
    name: "CPU, ours / FastAPI on uvicorn",
    unit: "ratio",
    bound: 0.25,
    against: "fastapi",
    rounds: cpu,
  },
  { category: "servers", name: "CPU, ours / nginx return", unit: "ratio", bound: 1.8, against: "nginx", rounds: cpu },
  { category: "servers", name: "bytes of an idle connection", unit: "bytes", bound: 6000, rounds: idle },
  { category: "orders", name: "CPU, ours / Fastify", unit: "ratio", bound: 0.7, against: "fastify", rounds: cpu },
  {
    category: "orders",
    name: "CPU, ours / FastAPI on uvicorn",
    unit: "ratio",
    bound: 0.2,
    against: "fastapi",
    rounds: cpu,
  },
  { category: "proxies", name: "CPU, ours / nginx", unit: "ratio", bound: 1.15, against: "nginx", rounds: cpu },
  { category: "proxies", name: "p99, ours / nginx", unit: "ratio", bound: 1.5, against: "nginx", rounds: p99 },
];

/** Judges what was measured; a target whose peers or rounds are missing is left out. */
export function judge(category: Category, peers: readonly PeerResult[]): TargetResult[] {
  const find = (name: string) => peers.find((peer) => peer.name === name);
  const results: TargetResult[] = [];
  for (const target of targets) {
    const ours = find("flotilla");
    const theirs = target.against === undefined ? ours : find(target.against);
    if (target.category !== category || ours === undefined || theirs === undefined) continue;
    const rounds =
      target.against === undefined ? target.rounds(ours) : pairedRatios(target.rounds(ours), target.rounds(theirs));
    if (rounds.length === 0) continue;
    const measured = estimate(rounds);
    const { name, unit, bound } = target;
    results.push({ name, unit, bound, estimate: measured, rounds, met: measured.median <= bound });
  }
  return results;
}
