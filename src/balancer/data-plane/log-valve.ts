import type { Logger, LogLevel } from "../../core/logger.ts";

/**
 * Lets a number of lines a second through and counts the rest: an upstream that dies under load fails hundreds of requests
 * in one moment, all with the same thing to say.
 */
export class LogValve implements Logger {
  private readonly target: Logger;
  private readonly perSecond: number;
  private passed = 0;
  private held = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(target: Logger, perSecond: number) {
    this.target = target;
    this.perSecond = perSecond;
  }

  log(level: LogLevel, message: string): void {
    if (level === "debug") return;
    this.timer ??= setTimeout(() => this.open(), 1000).unref();
    if (this.passed < this.perSecond) {
      this.passed++;
      this.target.log(level, message);
    } else {
      this.held++;
    }
  }

  private open(): void {
    const { held } = this;
    this.timer = null;
    this.passed = 0;
    this.held = 0;
    if (held > 0) this.target.log("warn", `and ${held} more such lines within a second`);
  }
}
