import type { Command } from "./command.ts";
import { appArgument, listenAddress, listenOptions } from "./serve-options.ts";

/** What `dev` has beyond `listenOptions`. */
export const accessOption = {
  accessLog: { flag: "access-log", type: "boolean", default: true, doc: "Do not print a line for every request." },
} as const;

/** Options of `flotilla dev`. */
export const devOptions: typeof listenOptions & typeof accessOption = { ...listenOptions, ...accessOption };

/** `flotilla dev`. */
export const dev: Command<typeof devOptions> = {
  name: "dev",
  summary: "serve an app while you write it: reloads on save, shows errors",
  description:
    "Serves an app from one process and replaces it on every save; requests wait for the new code meanwhile.",
  epilogue: "Examples:\n  flotilla dev main:app\n  flotilla dev\n\nMore: docs/dev.md",
  arguments: [appArgument],
  options: devOptions,
  async run(args, options, sources) {
    const where = listenAddress(options, sources);
    const { devApp } = await import("../workers/dev/dev.ts");
    const { consoleLogger } = await import("../master/log.ts");
    return devApp({
      app: args[0],
      factory: options.factory,
      where,
      accessLog: options.accessLog,
      log: consoleLogger,
    });
  },
};
