import { close, closeSync, openSync, write, writeSync } from "node:fs";
import { UsageError } from "../core/errors.ts";

/** Lines are gathered for at most this long. */
const gatherMs = 200;
/** More than this waiting is written at once. */
const batchChars = 64 * 1024;
/** A disk (or a reader of our output) that is this far behind loses lines rather than filling memory. */
const mostChars = 16 * 1024 * 1024;

/**
 * A log that lines are appended to, in batches and off the hot path. Made by the log that writes it; owns its descriptor (not
 * that of standard output). Ends with `close()`, which writes what waits before it returns.
 */
export class LogFile {
  readonly path: string | null;
  /** Lines lost because the file could not take them. */
  lost = 0;
  private fd: number;
  private waiting = "";
  private writing: Buffer | null = null;
  private timer: NodeJS.Timeout | null = null;

  /**
   * @param path file to append to; null: standard output.
   * @throws UsageError if it cannot be opened.
   */
  constructor(path: string | null) {
    this.path = path;
    this.fd = path === null ? 1 : openLog(path);
  }

  /** Appends a line (without its end); each character is a byte. */
  write(line: string): void {
    if (this.waiting.length + line.length > mostChars) {
      this.lost++;
      return;
    }
    this.waiting += `${line}\n`;
    if (this.waiting.length >= batchChars) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), gatherMs);
  }

  /** Writes what waits, without waiting for the file. */
  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.writing !== null || this.waiting === "") return;
    const batch = Buffer.from(this.waiting, "latin1");
    this.waiting = "";
    this.send(batch);
  }

  private send(batch: Buffer): void {
    this.writing = batch;
    const done = (error: Error | null | undefined, written: number): void => {
      if (this.writing !== batch) return;
      this.writing = null;
      if (error) this.lost += linesIn(batch);
      else if (written < batch.length) return this.send(batch.subarray(written));
      if (this.waiting.length >= batchChars) this.flush();
      else if (this.waiting !== "") this.timer ??= setTimeout(() => this.flush(), gatherMs);
    };
    // Standard output may be a pipe that does not block: only its own stream knows how to wait for it.
    if (this.path === null) process.stdout.write(batch, (error) => done(error, batch.length));
    else write(this.fd, batch, 0, batch.length, null, done);
  }

  /** Opens the path again: after the file was renamed by whoever rotates logs. On failure the old file goes on. */
  reopen(): void {
    if (this.path === null) return;
    const old = this.fd;
    const late = this.takeWaiting();
    this.fd = openLog(this.path);
    if (late !== null) writeSync(this.fd, late);
    // A write that is under way has the old descriptor; closed at once it could meet another file.
    setTimeout(() => close(old), 1000).unref();
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const late = this.takeWaiting();
    if (this.path === null) {
      if (late !== null) process.stdout.write(late);
      return;
    }
    try {
      if (late !== null) writeSync(this.fd, late);
      if (this.writing === null) closeSync(this.fd);
      else setTimeout(() => close(this.fd), 1000);
    } catch {
      this.lost += late === null ? 0 : linesIn(late);
    }
  }

  private takeWaiting(): Buffer | null {
    const late = this.waiting === "" ? null : Buffer.from(this.waiting, "latin1");
    this.waiting = "";
    return late;
  }
}

function linesIn(batch: Buffer): number {
  let count = 0;
  for (const byte of batch) if (byte === 10) count++;
  return count;
}

function openLog(path: string): number {
  try {
    return openSync(path, "a");
  } catch (error) {
    throw new UsageError(`cannot open the log "${path}": ${(error as Error).message}`);
  }
}
