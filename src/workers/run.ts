import { exitCode } from "../core/lifecycle.ts";
import type { Logger } from "../core/logger.ts";
import { type ListenAddress, Listener } from "../master/listener.ts";
import { onStopSignals } from "../master/signals.ts";
import { renderReport } from "./code-frame.ts";
import { type LoaderName, type Prepared, prepare } from "./loader.ts";
import { locateApp } from "./locate.ts";
import type { WorkerServeOptions } from "./protocol.ts";
import { Supervisor } from "./supervisor.ts";

/** Durations in milliseconds. */
export interface RunSettings {
  readonly app: string | undefined;
  readonly factory: boolean;
  readonly loader: LoaderName | undefined;
  readonly where: ListenAddress;
  readonly workers: number;
  readonly dispatch: "connection" | "kernel";
  readonly serve: WorkerServeOptions;
  readonly graceMs: number;
  readonly healthcheckMs: number;
  readonly log: Logger;
}

/** Idle connections may send once more while a drain lasts: a load balancer needs longer to notice than a terminal. Milliseconds. */
const idleMs = { SIGTERM: 5000, SIGINT: 500 } as const;

/**
 * `flotilla run`: binds, starts the workers, waits for a signal, drains. Resolves to the exit code.
 * @throws UsageError before anything is started.
 */
export async function runApp(settings: RunSettings): Promise<number> {
  const { log, where, workers, dispatch, graceMs } = settings;
  const located = locateApp(settings.app, process.cwd());
  let prepared: Prepared;
  try {
    prepared = await prepare(located, settings.loader, settings.factory);
  } catch (error) {
    return startFailed(log, error);
  }
  const listener = await Listener.bind(where);
  const { plan, execArgv, loader } = prepared;
  const { serve, healthcheckMs } = settings;
  const supervisor = new Supervisor({
    plan,
    workers,
    dispatch,
    listener,
    serve,
    execArgv,
    graceMs,
    healthcheckMs,
    log,
  });
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    onStopSignals({
      drain: resolve,
      abort: (signal) => {
        log.log("warn", `second ${signal}: ending at once`);
        void supervisor.abort().then(() => process.exit(exitCode.failed));
      },
    });
  });
  log.log("info", `starting ${plan.source} (${loader})`);
  const started = await Promise.race([supervisor.start(), stop.then(() => "stopped" as const)]);
  if (started === "stopped") {
    await supervisor.abort();
    log.log("info", "stopped before it was ready");
    return exitCode.ok;
  }
  if (started !== undefined) {
    log.log("error", started);
    log.log("error", "failed to start");
    return exitCode.startFailed;
  }
  // One worker accepts by itself.
  const crew = workers === 1 ? "1 worker" : `${workers} workers, dispatch ${dispatch}`;
  log.log("info", `ready on ${listener.address} (${crew}, pid ${process.pid})`);
  const signal = await stop;
  log.log("info", `draining (${signal}; at most ${graceMs / 1000} s, a second signal ends at once)`);
  const cut = await supervisor.drain(Math.min(graceMs, idleMs[signal as keyof typeof idleMs] ?? 0));
  if (cut > 0) log.log("warn", `${cut} requests did not end within ${graceMs / 1000} s and were cut`);
  log.log("info", "stopped");
  return exitCode.ok;
}

function startFailed(log: Logger, error: unknown): number {
  if (!(error instanceof Error && "report" in error)) throw error;
  log.log("error", renderReport(error.report as Parameters<typeof renderReport>[0]));
  return exitCode.startFailed;
}
