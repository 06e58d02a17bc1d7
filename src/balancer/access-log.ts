import type { AccessLog, BalancerModel, Location } from "./config/model.ts";
import type { RequestView } from "./config/request-view.ts";
import { LogFile } from "./log-file.ts";
import { compileLogLine, type LogLine } from "./log-line.ts";

interface Destination {
  readonly line: LogLine;
  readonly file: LogFile;
}

/**
 * The access logs of a model: each file opened once, each format compiled once. Made by whoever runs the balancer; `record`
 * is its `onFinished`. Ends with `close()`.
 */
export class AccessLogs {
  private readonly files = new Map<string | null, LogFile>();
  private readonly destinations = new Map<AccessLog, Destination>();

  /** @throws UsageError if a file cannot be opened. */
  constructor(model: BalancerModel) {
    for (const { servers } of model.listeners) {
      for (const { locations, fallback } of servers) {
        for (const { accessLogs } of [...locations, fallback]) for (const log of accessLogs) this.add(log);
      }
    }
  }

  private add(log: AccessLog): void {
    if (this.destinations.has(log)) return;
    let file = this.files.get(log.path);
    if (file === undefined) {
      file = new LogFile(log.path);
      this.files.set(log.path, file);
    }
    this.destinations.set(log, { line: compileLogLine(log.format), file });
  }

  /** Writes the lines of a request that is over. */
  record(view: RequestView & { readonly location: Location }): void {
    const { accessLogs } = view.location;
    for (let i = 0; i < accessLogs.length; i++) {
      const { line, file } = this.destinations.get(accessLogs[i]) as Destination;
      file.write(line(view));
    }
  }

  /** Lines that could not be written. */
  get lost(): number {
    let lost = 0;
    for (const file of this.files.values()) lost += file.lost;
    return lost;
  }

  reopen(): void {
    for (const file of this.files.values()) file.reopen();
  }

  close(): void {
    for (const file of this.files.values()) file.close();
  }
}
