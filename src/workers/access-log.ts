import type { FinishedRecord } from "../server/types.ts";

/** Collected lines are written together: one write a request would cost more than the request. */
const flushMs = 50;

/** Readable access lines: method, path, status, milliseconds. */
export class AccessLog {
  private readonly out: { write(text: string): unknown };
  private lines = "";

  constructor(out: { write(text: string): unknown }) {
    this.out = out;
  }

  add(record: FinishedRecord): void {
    if (this.lines === "") setTimeout(() => this.flush(), flushMs);
    this.lines += accessLine(record);
  }

  flush(): void {
    const lines = this.lines;
    this.lines = "";
    if (lines !== "") this.out.write(lines);
  }
}

/** `GET /items?q=1 200 3.2 ms`. */
export function accessLine(record: FinishedRecord): string {
  const query = record.query === "" ? "" : `?${record.query}`;
  const duration = record.durationMs < 100 ? record.durationMs.toFixed(1) : record.durationMs.toFixed(0);
  // A path may hold what a terminal would obey (RFC 9110 lets obs-text through): shown escaped.
  const path = (record.path + query).replace(
    /[^\x21-\x7e]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `${record.method.padEnd(4)} ${path} ${record.status} ${duration} ms\n`;
}
