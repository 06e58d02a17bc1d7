import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Lifecycle } from "../../core/lifecycle.ts";
import { type Exit, onceGone } from "../../master/child-exit.ts";
import type { RawHandle } from "../../server/types.ts";
import type { DataPlaneLoad, FromDataPlane, ToDataPlane } from "./protocol.ts";

/** What the owner of a data plane hears of it. */
export interface DataPlaneEvents {
  message(plane: DataPlaneProcess, message: FromDataPlane): void;
  exit(plane: DataPlaneProcess, exit: Exit): void;
}

// In the package this is dist; from src/ (tests) the child needs the loader that we run under.
const fromSource = import.meta.url.endsWith(".ts");
const entry = fileURLToPath(new URL(fromSource ? "./data-plane-main.ts" : "./data-plane-main.js", import.meta.url));
const loaderArgs = fromSource ? ["--import", import.meta.resolve("tsx")] : [];

/** The child process that balances. Made by a master, which owns it and its socket; ends with the process. */
export class DataPlaneProcess {
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly gone: Promise<Exit>;
  state: Lifecycle = "starting";
  load: DataPlaneLoad = { inFlight: 0, requests: 0, failed: 0 };
  /** Requests its drain had to cut. */
  cut = 0;
  private readonly child: ChildProcess;

  constructor(events: DataPlaneEvents) {
    this.child = fork(entry, [], {
      execArgv: ["--enable-source-maps", ...loaderArgs],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.pid = this.child.pid ?? 0;
    this.child.on("message", (message: FromDataPlane) => {
      if (message.type === "beat") this.load = message.load;
      if (message.type === "drained") this.cut = message.cut;
      events.message(this, message);
    });
    // A write to a process that just died: its exit tells the rest.
    this.child.on("error", () => {});
    this.gone = new Promise((resolve) => {
      onceGone(this.child, (exit) => {
        this.state = exit.code === 0 ? "stopped" : "failed";
        resolve(exit);
        events.exit(this, exit);
      });
    });
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  send(message: ToDataPlane, handle?: RawHandle): void {
    if (!this.child.connected) return;
    // A raw handle is not in the types, but what `net` itself sends; it stays the master's.
    this.child.send(message, handle as never, { keepOpen: true }, () => {});
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
