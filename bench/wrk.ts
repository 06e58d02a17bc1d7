import { end, start } from "./processes.ts";

/** One closed-loop run of wrk. */
export interface LoadRun {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
}

/**
 * Reads wrk's report.
 * @throws Error on any answer that is not 2xx/3xx, any socket error, or no request at all: such a round measures nothing.
 */
export function readReport(text: string): LoadRun {
  const totals = /^\s*(\d+) requests in ([\d.]+)(us|ms|s|m)\b/m.exec(text);
  if (totals === null) throw new Error(`wrk reported no total:\n${text}`);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text);
  if (bad !== null) throw new Error(`${bad[1]} answers were not 2xx or 3xx`);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(text);
  if (errors !== null) throw new Error(`wrk saw socket errors: ${errors[0].slice("Socket errors: ".length)}`);
  const requests = Number(totals[1]);
  if (requests === 0) throw new Error("wrk completed no request");
  const seconds = Number(totals[2]) * { us: 1e-6, ms: 1e-3, s: 1, m: 60 }[totals[3] as "us" | "ms" | "s" | "m"];
  return { requests, seconds, perSecond: requests / seconds };
}

/** Loads `url` with keep-alive connections from one thread pinned to `cpu`. */
export async function wrk(
  url: string,
  options: { connections: number; seconds: number; cpu: string; script?: string },
): Promise<LoadRun> {
  const script = options.script === undefined ? [] : ["-s", options.script];
  const command = ["wrk", "-t1", `-c${options.connections}`, `-d${options.seconds}s`, ...script, url];
  const run = start("wrk", command, { cpu: options.cpu });
  const timer = setTimeout(() => void end(run), (options.seconds + 30) * 1000);
  await Promise.all([run.ended, run.closed]);
  clearTimeout(timer);
  return readReport(run.output());
}
