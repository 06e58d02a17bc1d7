import type { Command } from "./command.ts";
import { appArgument, listenAddress, listenOptions } from "./serve-options.ts";

/** What `run` has beyond `listenOptions`; names are uvicorn's where it has one. */
export const workerOptions = {
  loader: {
    flag: "loader",
    type: "choice",
    choices: ["transpile", "tsx", "native"],
    value: "NAME",
    doc: "How TypeScript is loaded: transpiled once into a cache (the default), by tsx in every worker, or by Node 22.18+ itself.",
  },
  workers: {
    flag: "workers",
    short: "w",
    type: "integer",
    words: ["auto"],
    value: "N",
    default: 1,
    min: 1,
    max: 1024,
    doc: "Worker processes; auto: as many as there are CPUs, cgroup limits counted.",
  },
  dispatch: {
    flag: "dispatch",
    type: "choice",
    choices: ["connection", "kernel"],
    value: "HOW",
    default: "connection",
    doc: "Who gets a new connection: the least busy worker that answers its heartbeat, or whichever the kernel wakes.",
  },
  backlog: {
    flag: "backlog",
    type: "integer",
    value: "N",
    default: 2048,
    min: 1,
    doc: "Length of the kernel's accept queue.",
  },
  keepAlive: {
    flag: "timeout-keep-alive",
    type: "duration",
    value: "TIME",
    default: "75s",
    doc: "How long an idle connection is kept; 0 for ever. Longer than the load balancer in front keeps its own.",
  },
  grace: {
    flag: "timeout-graceful-shutdown",
    type: "duration",
    value: "TIME",
    default: "30s",
    doc: "How long requests in flight may take after SIGTERM or SIGINT before they are cut.",
  },
  healthcheck: {
    flag: "timeout-worker-healthcheck",
    type: "duration",
    value: "TIME",
    default: "30s",
    doc: "A worker whose event loop is silent for this long is replaced (after 2 s it gets no more connections); 0 never.",
  },
  accessLog: { flag: "access-log", type: "boolean", doc: "Print a line for every request." },
} as const;

/** Options of `flotilla run`. */
export const runOptions: typeof listenOptions & typeof workerOptions = { ...listenOptions, ...workerOptions };

/** `flotilla run`. */
export const run: Command<typeof runOptions> = {
  name: "run",
  summary: "serve an app in production, on one or more worker processes",
  description: "Serves an app: a flotilla App, anything with fetch(request), or a function (request) => Response.",
  epilogue: "Examples:\n  flotilla run main:app\n  flotilla run main.ts -w auto --host 0.0.0.0\n\nMore: docs/run.md",
  arguments: [appArgument],
  options: runOptions,
  async run(args, options, sources) {
    const where = listenAddress(options, sources);
    const { runApp } = await import("../workers/run.ts");
    const { consoleLogger } = await import("../master/log.ts");
    let workers = 1;
    if (options.workers === "auto") {
      const { cpuCount } = await import("../workers/cpus.ts");
      const { count, from } = cpuCount();
      consoleLogger.log("info", `${count} worker${count === 1 ? "" : "s"} (auto: ${from})`);
      workers = count;
    } else {
      workers = options.workers;
    }
    return runApp({
      app: args[0],
      factory: options.factory,
      loader: options.loader,
      where,
      workers,
      dispatch: options.dispatch,
      serve: {
        keepAliveTimeoutMs: options.keepAlive,
        backlog: options.backlog,
        maxRequestsPerConnection: 0,
        accessLog: options.accessLog,
      },
      graceMs: options.grace,
      healthcheckMs: options.healthcheck,
      log: consoleLogger,
    });
  },
};
