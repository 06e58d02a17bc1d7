/** How much a line of the log matters. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What the parts log through. `core` does no I/O: the process that runs them hands one in. */
export interface Logger {
  log(level: LogLevel, message: string): void;
}

export const silentLogger: Logger = { log: () => {} };
