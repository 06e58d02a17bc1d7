import type { Logger, LogLevel } from "../../src/core/logger.ts";

/** A logger that keeps its lines. */
export class Recorder implements Logger {
  readonly lines: { level: LogLevel; message: string }[] = [];

  log(level: LogLevel, message: string): void {
    this.lines.push({ level, message });
  }

  /** Messages of the level. */
  at(level: LogLevel): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }
}
