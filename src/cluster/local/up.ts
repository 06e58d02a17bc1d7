import { relative } from "node:path";
import { exitCode } from "../../core/lifecycle.ts";
import { consoleLogger } from "../../master/log.ts";
import { onStopSignals } from "../../master/signals.ts";
import { renderReport } from "../../workers/code-frame.ts";
import { type Prepared, prepare } from "../../workers/loader.ts";
import { locateApp } from "../../workers/locate.ts";
import { type ErrorReport, machineNow } from "../../workers/protocol.ts";
import { loadConfig } from "../config/load-config.ts";
import { type ConfigOverrides, type ResolvedConfig, readConfig } from "../config/read-config.ts";
import { Fleet } from "./fleet.ts";
import { Rate, statesText, statusText } from "./status.ts";
import { Terminal } from "./terminal.ts";

/** Durations in milliseconds. */
export interface UpSettings {
  /** The config file; undefined: looked for in the working folder. */
  readonly config: string | undefined;
  readonly overrides: ConfigOverrides;
  readonly graceMs: number;
  readonly healthcheckMs: number;
  /** Only print the config as it would be used. */
  readonly print: boolean;
}

/** Idle connections may send once more while a drain lasts: a load balancer needs longer to notice than a terminal. Milliseconds. */
const idleMs = { SIGTERM: 5000, SIGINT: 500 } as const;
const statusMs = 1000;

/**
 * `flotilla up`: reads the config, binds every port, starts replicas and balancer, shows their state, waits for a signal,
 * drains. Resolves to the exit code.
 * @throws UsageError before anything is started.
 */
export async function up(settings: UpSettings): Promise<number> {
  const cwd = process.cwd();
  const loaded = await loadConfig(settings.config, cwd);
  const config = readConfig(loaded.value, loaded.file, loaded.source, settings.overrides);
  if (settings.print) {
    process.stdout.write(`${JSON.stringify(config, null, 2)}\n`);
    return exitCode.ok;
  }
  const located = locateApp(config.app, config.folder);
  const near = relative(cwd, located.file);
  const source = near.startsWith("..") ? located.file : near;
  let prepared: Prepared;
  try {
    prepared = await prepare({ ...located, source }, undefined, false);
  } catch (error) {
    if (!(error instanceof Error && "report" in error)) throw error;
    consoleLogger.log("error", renderReport(error.report as ErrorReport));
    return exitCode.startFailed;
  }
  const terminal = new Terminal(process.stdout, consoleLogger);
  const fleet = await Fleet.bind({
    config,
    plan: prepared.plan,
    execArgv: prepared.execArgv,
    graceMs: settings.graceMs,
    healthcheckMs: settings.healthcheckMs,
    log: terminal,
    // Elsewhere than on a terminal nothing stands in the way of what the replicas print.
    output: terminal.live ? (replica, text) => terminal.lines(`replica ${replica} | `, text) : undefined,
    onChange: () => show(),
  });
  const rate = new Rate();
  // A log need not repeat what "starting", "draining" and "stopped" say; a terminal has the line from the start.
  let shown = terminal.live;
  const show = (): void => {
    if (!shown) return;
    const { status } = fleet;
    terminal.status(statusText(status, rate.add(machineNow(), status.requests)), statesText(status));
  };
  const stop = new Promise<NodeJS.Signals>((resolve) => {
    onStopSignals({
      drain: resolve,
      abort: (signal) => {
        terminal.log("warn", `second ${signal}: ending at once`);
        void fleet.abort().then(() => {
          terminal.end();
          process.exit(exitCode.failed);
        });
      },
    });
  });
  terminal.log("info", `starting ${config.name}: ${prepared.plan.source} (${prepared.loader})`);
  const started = await Promise.race([fleet.start(), stop.then(() => "stopped" as const)]);
  if (started !== undefined) {
    if (started === "stopped") await fleet.abort();
    terminal.end();
    if (started === "stopped") {
      terminal.log("info", "stopped before it was ready");
      return exitCode.ok;
    }
    terminal.log("error", started);
    terminal.log("error", "failed to start");
    return exitCode.startFailed;
  }
  terminal.print(banner(config, loaded.source, fleet));
  shown = true;
  show();
  const ticker = terminal.live ? setInterval(show, statusMs) : undefined;
  const signal = await stop;
  const { graceMs } = settings;
  shown = terminal.live;
  terminal.log("info", `draining (${signal}; at most ${graceMs / 1000} s, a second signal ends at once)`);
  const cut = await fleet.drain(Math.min(graceMs, idleMs[signal as keyof typeof idleMs] ?? 0));
  clearInterval(ticker);
  terminal.end();
  if (cut > 0) terminal.log("warn", `${cut} requests did not end within ${graceMs / 1000} s and were cut`);
  terminal.log("info", "stopped");
  return exitCode.ok;
}

function banner(config: ResolvedConfig, source: string, fleet: Fleet): string {
  const url = fleet.address.replace(/\/\/(?:0\.0\.0\.0|\[::\])/, "//127.0.0.1");
  const lines = [
    `${config.name} is ready`,
    "",
    `  balancer   ${fleet.address}`,
    ...fleet.replicas.map(
      ({ port, pid }, index) =>
        `  replica ${index}  http://127.0.0.1:${port}${pid === undefined ? "" : `  (pid ${pid})`}`,
    ),
    `  config     ${source}`,
    "",
    `  try        curl ${url}/`,
    `  stop       Ctrl-C${process.stdout.isTTY ? "" : ` or kill ${process.pid}`}: requests in flight are finished first`,
    "",
  ];
  return lines.join("\n");
}
