import type { Logger, LogLevel } from "../core/logger.ts";

// `flotilla run … | head`: whoever read our output is gone. That is no reason to stop serving.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

/** Logs to the terminal: `flotilla: …`; warnings and errors to stderr, the rest to stdout. */
export const consoleLogger: Logger = {
  log(level: LogLevel, message: string): void {
    if (level === "debug") return;
    const mark = level === "error" ? "error: " : level === "warn" ? "warning: " : "";
    (level === "info" ? process.stdout : process.stderr).write(`flotilla: ${mark}${message}\n`);
  },
};
