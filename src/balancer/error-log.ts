import type { Logger, LogLevel } from "../core/logger.ts";
import type { ErrorLog } from "./config/model.ts";
import { LogFile } from "./log-file.ts";
import { escapeText } from "./log-line.ts";

const rank: { readonly [level in LogLevel]: number } = { debug: 0, info: 1, warn: 2, error: 3 };
const two = (value: number): string => String(value).padStart(2, "0");

/** `2026/09/28 12:00:00`, as in nginx's error log. */
function timestamp(date: Date): string {
  return (
    `${date.getFullYear()}/${two(date.getMonth() + 1)}/${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  );
}

/**
 * The data plane's log: `TIME [level] PID: message`, to a file or standard error, from a level on. Made by whoever runs the
 * balancer; ends with `close()`.
 */
export class ErrorLogger implements Logger {
  private readonly least: number;
  private readonly file: LogFile | null;

  /** @throws UsageError if the file cannot be opened. */
  constructor({ path, level }: ErrorLog) {
    this.least = rank[level];
    this.file = path === null ? null : new LogFile(path);
  }

  log(level: LogLevel, message: string): void {
    if (rank[level] < this.least) return;
    // A request line is quoted in messages; what is in it must not look like a line of ours.
    const line = `${timestamp(new Date())} [${level}] ${process.pid}: ${escapeText(message).replaceAll("\\x22", '"')}`;
    if (this.file === null) process.stderr.write(`${line}\n`);
    else this.file.write(line);
  }

  reopen(): void {
    this.file?.reopen();
  }

  close(): void {
    this.file?.close();
  }
}
