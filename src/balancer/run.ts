import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "../core/errors.ts";
import { exitCode } from "../core/lifecycle.ts";
import { consoleLogger } from "../master/log.ts";
import { onStopSignals } from "../master/signals.ts";
import { AccessLogs } from "./access-log.ts";
import { Balancer } from "./balancer.ts";
import { addressText, type BalancerModel, type ReadResult } from "./config/model.ts";
import { ErrorLogger } from "./error-log.ts";
import { placeText } from "./nginx/lexer.ts";

export interface RunBalancerSettings {
  readonly read: ReadResult;
  /** Time for requests in flight after a signal. */
  readonly graceMs: number;
  /** No notices. */
  readonly quiet: boolean;
}

/** How long idle connections may send once more while we drain, as in `flotilla run`. */
const idleMs: { readonly [signal: string]: number } = { SIGTERM: 5000, SIGQUIT: 5000, SIGINT: 500 };

/**
 * `flotilla balance`: opens the logs, binds, waits for a signal, drains. SIGTERM, SIGINT and SIGQUIT drain, a second one
 * ends at once. Resolves to the exit code.
 * @throws UsageError before anything is started: a log that cannot be opened, an address that is taken.
 */
export async function runBalancer({ read, graceMs, quiet }: RunBalancerSettings): Promise<number> {
  const { model, notices } = read;
  // Whoever read our output may be gone (`| head`): lines are lost then, requests are not.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  if (!quiet) for (const notice of notices) consoleLogger.log("info", notice);
  const errors = new ErrorLogger(model.errorLog);
  const logs = new AccessLogs(model);
  const balancer = new Balancer(model, { logger: errors, onFinished: (context) => logs.record(context) });
  try {
    await balancer.start();
    if (model.pidFile !== null) writePid(model.pidFile);
  } catch (error) {
    await balancer.close({ graceMs: 0 });
    throw startError(error, model);
  }
  const signal = nextSignal();
  consoleLogger.log("info", `ready on ${balancer.addresses.join(", ")} → ${describe(model)} (pid ${process.pid})`);
  const received = await signal;
  consoleLogger.log("info", `draining (${received}; at most ${graceMs / 1000} s, a second signal ends at once)`);
  const { cut } = await balancer.close({ graceMs, idleMs: Math.min(graceMs, idleMs[received]) });
  if (cut > 0) consoleLogger.log("warn", `${cut} requests did not end within ${graceMs / 1000} s and were cut`);
  if (logs.lost > 0) consoleLogger.log("warn", `${logs.lost} lines of the access log could not be written`);
  logs.close();
  errors.close();
  if (model.pidFile !== null) removePid(model.pidFile);
  consoleLogger.log("info", "stopped");
  return exitCode.ok;
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const abort = (signal: NodeJS.Signals): void => {
      consoleLogger.log("warn", `second ${signal}: ending at once`);
      process.exit(exitCode.failed);
    };
    onStopSignals({ drain: resolve, abort });
    // nginx's own word for a graceful stop.
    process.on("SIGQUIT", resolve);
  });
}

function describe(model: BalancerModel): string {
  const groups = model.upstreams.map(({ name, servers }) => {
    const names = servers.map((server) => server.name).join(", ");
    return names === name ? name : `${name} (${names})`;
  });
  return groups.length === 0 ? "no upstream" : groups.join(", ");
}

/** What went wrong while binding, with what to change. */
function startError(error: unknown, model: BalancerModel): unknown {
  if (!(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  const bound = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const listener = model.listeners.find(({ address }) =>
    address.kind === "unix"
      ? address.path === bound.address
      : address.host === bound.address && address.port === bound.port,
  );
  if (listener === undefined) return error;
  const text = addressText(listener.address);
  const where = listener.position === null ? undefined : placeText(listener.position);
  const change = where === undefined ? "choose another with --listen" : 'choose another with "listen"';
  if (bound.code === "EADDRINUSE") return new UsageError(`${text} is already in use; ${change}`, where);
  if (bound.code === "EACCES") return new UsageError(`no permission to listen on ${text}; ${change}`, where);
  if (bound.code === "EADDRNOTAVAIL") return new UsageError(`${text} is no address of this machine; ${change}`, where);
  return new UsageError(`cannot listen on ${text}: ${bound.message}`, where);
}

function writePid(path: string): void {
  try {
    writeFileSync(path, `${process.pid}\n`);
  } catch (error) {
    throw new UsageError(`cannot write the pid file "${path}": ${(error as Error).message}`);
  }
}

/** Only our own: another balancer may have taken the path over. */
function removePid(path: string): void {
  try {
    if (readFileSync(path, "utf8").trim() === String(process.pid)) rmSync(path);
  } catch {
    // It is gone already.
  }
}
