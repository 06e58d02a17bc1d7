import type { PeerResult, Result, TargetResult } from "./result.ts";
import { type Estimate, estimate } from "./stats.ts";

const columns = ["peer", "CPU µs/request", "interval", "requests/s", "p50 ms", "p99 ms", "RSS MiB", "bytes/idle conn."];

/** Numbers as they are read: three figures, thousands grouped. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(3);
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function middle<T>(rounds: readonly T[], value: (round: T) => number): Estimate | null {
  return rounds.length === 0 ? null : estimate(rounds.map(value));
}

const shown = (value: Estimate | null, scale = 1): string => (value === null ? "" : figure(value.median / scale));

function row(peer: PeerResult): string[] {
  const cpu = middle(peer.load, (round) => round.cpuPerRequest);
  return [
    `${peer.label} ${peer.version}`,
    shown(cpu),
    cpu === null ? "" : `${figure(cpu.low)}–${figure(cpu.high)}`,
    shown(middle(peer.load, (round) => round.perSecond)),
    shown(middle(peer.latency, (round) => round.p50)),
    shown(middle(peer.latency, (round) => round.p99)),
    shown(
      middle(peer.load, (round) => round.residentBytes),
      2 ** 20,
    ),
    shown(middle(peer.idle, (round) => round.bytesPerConnection)),
  ];
}

function targetRow(target: TargetResult): string[] {
  const { median, low, high, coverage, count } = target.estimate;
  return [
    target.name,
    `≤ ${target.unit === "ratio" ? target.bound : figure(target.bound)}`,
    figure(median),
    `${figure(low)}–${figure(high)} (${percent(coverage)}, ${count} rounds)`,
    target.met ? "met" : "MISSED",
  ];
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((cells) => cells[i].length)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function markdown(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = rows[0].map((_, i) => (i === 0 ? "---" : "---:"));
  return [rows[0], rule, ...rows.slice(1)].map(line).join("\n");
}

/** Peers by CPU per request, the best first. */
function ordered(result: Result): PeerResult[] {
  const cost = (peer: PeerResult) => middle(peer.load, (round) => round.cpuPerRequest)?.median ?? Number.MAX_VALUE;
  return [...result.peers].sort((a, b) => cost(a) - cost(b));
}

/** Drops columns in which nobody has a figure. */
function peerRows(result: Result): string[][] {
  const rows = [columns, ...ordered(result).map(row)];
  const used = columns.map((_, i) => rows.slice(1).some((cells) => cells[i] !== ""));
  return rows.map((cells) => cells.filter((_, i) => used[i]));
}

const targetColumns = ["target", "bound", "median", "interval", ""];

/** The result as text for a terminal. */
export function textTable(result: Result): string {
  const parts = [aligned(peerRows(result))];
  if (result.targets.length > 0) parts.push(aligned([targetColumns, ...result.targets.map(targetRow)]));
  return parts.join("\n\n");
}

/** The result as Markdown for the docs. */
export function markdownTable(result: Result): string {
  const { settings, machine } = result;
  const { latencyPerSecond: rate, latencyShare: share } = settings;
  const coverage = Math.min(
    ...result.peers.map((peer) => middle(peer.load, (round) => round.cpuPerRequest)?.coverage ?? 1),
  );
  const facts = [
    `${result.date.slice(0, 10)}, ${machine.cpu} (${machine.cores} cores), ${machine.kernel}, Node ${result.node}`,
    `${settings.rounds} interleaved rounds of ${settings.seconds} s, ${settings.connections} connections`,
    ...(rate === null
      ? []
      : [`latency open loop at ${figure(rate)} requests/s, ${percent(share ?? 0)} of the slowest`]),
    `intervals cover the median with ${percent(coverage)}`,
    ...(settings.backend === null ? [] : [`backend: ${settings.backend}`]),
  ];
  const parts = [`### ${result.category}`, `${facts.join("; ")}.`, markdown(peerRows(result))];
  if (result.targets.length > 0) parts.push(markdown([targetColumns, ...result.targets.map(targetRow)]));
  return parts.join("\n\n");
}
