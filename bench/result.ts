import type { Machine } from "./machine.ts";
import type { OpenLoopRun } from "./open-loop.ts";
import type { Category } from "./peer.ts";
import type { Estimate } from "./stats.ts";

/** Bytes an idle connection costs, from one fresh start of the peer. */
export interface IdleRound {
  readonly connections: number;
  readonly beforeBytes: number;
  readonly afterBytes: number;
  readonly bytesPerConnection: number;
}

/** What one peer did in one closed-loop round. */
export interface LoadRound {
  readonly round: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly cpuPerRequest: number;
  readonly residentBytes: number;
}

/** Everything measured about one peer; the arrays hold every round, in order. */
export interface PeerResult {
  readonly name: string;
  readonly label: string;
  readonly version: string;
  readonly load: LoadRound[];
  readonly latency: OpenLoopRun[];
  readonly idle: IdleRound[];
}

/** A ratio or a quantity with the bound the design sets for it. */
export interface TargetResult {
  readonly name: string;
  readonly unit: "ratio" | "bytes";
  readonly bound: number;
  readonly estimate: Estimate;
  /** Each round's value, so that the estimate can be checked. */
  readonly rounds: readonly number[];
  readonly met: boolean;
}

/** One run of `npm run bench` for one category: the JSON file's content. */
export interface Result {
  readonly category: Category;
  readonly date: string;
  readonly node: string;
  readonly machine: Machine;
  /** Processes running or waiting to run in the minute before the start: above some 0.3 something else was at work. */
  readonly loadBefore: number;
  readonly settings: {
    readonly rounds: number;
    readonly seconds: number;
    readonly connections: number;
    readonly latencyPerSecond: number | null;
    /** That rate over the slowest peer's capacity: 0.6 unless the load generator's core could not carry it. */
    readonly latencyShare: number | null;
    readonly backend: string | null;
  };
  readonly peers: PeerResult[];
  readonly skipped: { readonly name: string; readonly hint: string }[];
  readonly targets: TargetResult[];
}
