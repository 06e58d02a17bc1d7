import type { Logger, LogLevel } from "../../core/logger.ts";

/** A terminal's stream, or a pipe's. */
export interface TerminalOut {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * One line at the bottom of the terminal that is rewritten in place, with log lines above it. Without a terminal a line is
 * printed only when its first part has changed: a file of seconds is no log. Made by `flotilla up`.
 */
export class Terminal implements Logger {
  private readonly out: TerminalOut;
  private readonly target: Logger;
  private readonly partial = new Map<string, string>();
  private line = "";
  private printed = "";

  /** `target` prints the log lines. */
  constructor(out: TerminalOut, target: Logger) {
    this.out = out;
    this.target = target;
  }

  get live(): boolean {
    return this.out.isTTY === true;
  }

  log(level: LogLevel, message: string): void {
    this.erase();
    this.target.log(level, message);
    this.draw();
  }

  /** Text that stays, as it is. */
  print(text: string): void {
    this.erase();
    this.out.write(`${text}\n`);
    this.draw();
  }

  /** Whole lines of another process, each with `prefix`. A line that comes in parts is printed when it is whole. */
  lines(prefix: string, text: string): void {
    const parts = ((this.partial.get(prefix) ?? "") + text).split("\n");
    this.partial.set(prefix, parts.pop() ?? "");
    if (parts.length > 0) this.print(parts.map((part) => prefix + part).join("\n"));
  }

  /** `line` for a terminal; `states`, the part of it that changes rarely, for everything else. */
  status(line: string, states: string): void {
    if (this.live) {
      this.line = line;
      this.erase();
      this.draw();
    } else if (states !== this.printed) {
      this.printed = states;
      this.target.log("info", states);
    }
  }

  /** No more live line; the cursor is at the start of an empty one. */
  end(): void {
    this.erase();
    this.line = "";
  }

  private erase(): void {
    if (this.live && this.line !== "") this.out.write("\r\x1b[2K");
  }

  private draw(): void {
    if (!this.live || this.line === "") return;
    // Longer than the terminal is wide it would wrap, and then not be rewritten.
    const width = Math.max(20, (this.out.columns || 80) - 1);
    this.out.write(this.line.length <= width ? this.line : `${this.line.slice(0, width - 1)}…`);
  }
}
