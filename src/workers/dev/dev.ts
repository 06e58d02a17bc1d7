import { exitCode } from "../../core/lifecycle.ts";
import type { Logger } from "../../core/logger.ts";
import { type ListenAddress, Listener } from "../../master/listener.ts";
import { onStopSignals } from "../../master/signals.ts";
import { locateApp } from "../locate.ts";
import { Transpiler } from "../transpile/transpile.ts";
import { DevSession } from "./session.ts";

export interface DevSettings {
  readonly app: string | undefined;
  readonly factory: boolean;
  readonly where: ListenAddress;
  readonly accessLog: boolean;
  readonly log: Logger;
}

/** Requests on old code after a reload, and all after Ctrl-C. Milliseconds. */
const reloadGraceMs = 5000;
const stopGraceMs = 1500;

/**
 * `flotilla dev`: serves, reloads on every save, ends on Ctrl-C. Resolves to the exit code.
 * @throws UsageError before anything is started.
 */
export async function devApp(settings: DevSettings): Promise<number> {
  const { where, factory, log } = settings;
  const app = locateApp(settings.app, process.cwd());
  const listener = await Listener.bind(where);
  log.log("info", `starting ${app.source} (transpiled; reloads on change)`);
  const session = new DevSession({
    app,
    factory,
    transpiler: await Transpiler.create(app.file, app.source),
    listener,
    // One request a connection: the next one always reaches the code of the last save.
    serve: {
      keepAliveTimeoutMs: 75_000,
      backlog: 2048,
      maxRequestsPerConnection: 1,
      accessLog: settings.accessLog,
    },
    graceMs: reloadGraceMs,
    log,
  });
  const stop = new Promise<void>((resolve) => {
    onStopSignals({
      drain: () => resolve(),
      abort: () => {
        session.killAll();
        process.exit(exitCode.failed);
      },
    });
  });
  const loaded = await Promise.race([session.start(), stop]);
  const what = loaded === false ? ", with this error as the answer until a save mends it" : "";
  log.log("info", `ready on ${listener.address}${what} (dev, pid ${process.pid}; Ctrl-C ends)`);
  await stop;
  log.log("info", "draining");
  await session.close(stopGraceMs);
  log.log("info", "stopped");
  return exitCode.ok;
}
