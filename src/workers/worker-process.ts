import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadReport } from "../core/balance/least-busy.ts";
import type { Lifecycle } from "../core/lifecycle.ts";
import { type Exit, onceGone } from "../master/child-exit.ts";
import type { RawHandle } from "../server/types.ts";
import type { Carrier } from "./dispatcher.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

/** What the owner of a worker hears of it. */
export interface WorkerEvents {
  message(worker: WorkerProcess, message: FromWorker): void;
  exit(worker: WorkerProcess, exit: Exit): void;
}

export interface WorkerSpawn {
  /** Slot number, given to the app as `FLOTILLA_WORKER`. */
  readonly index: number;
  /** Flags for node itself. */
  readonly execArgv: readonly string[];
  /** Added to the environment. */
  readonly env?: { readonly [name: string]: string };
  /** Gets what the app prints; without it that goes where the master's own output goes. */
  readonly output?: ((text: string, stream: "stdout" | "stderr") => void) | undefined;
  readonly events: WorkerEvents;
}

// In the package this is dist; from src/ (tests) the worker needs the loader that we run under.
const fromSource = import.meta.url.endsWith(".ts");
const entry = fileURLToPath(new URL(fromSource ? "./worker-main.ts" : "./worker-main.js", import.meta.url));
const loaderArgs = fromSource ? ["--import", import.meta.resolve("tsx")] : [];

const inherited = ["inherit", "inherit"] as const;
const piped = ["pipe", "pipe"] as const;

/** One child process that serves the app. Made by a supervisor, which owns it; ends with the process. */
export class WorkerProcess implements Carrier {
  readonly index: number;
  readonly pid: number;
  /** Resolves when the process is gone. */
  readonly gone: Promise<Exit>;
  state: Lifecycle = "starting";
  load: LoadReport = { inFlight: 0, connections: 0, taken: 0 };
  /** Exchanges its drain had to cut. */
  cut = 0;
  private readonly child: ChildProcess;

  constructor(spawn: WorkerSpawn) {
    this.index = spawn.index;
    this.child = fork(entry, [], {
      execArgv: ["--enable-source-maps", ...loaderArgs, ...spawn.execArgv],
      env: { ...process.env, ...spawn.env, FLOTILLA_WORKER: String(spawn.index) },
      stdio: ["ignore", ...(spawn.output === undefined ? inherited : piped), "ipc"],
    });
    for (const stream of ["stdout", "stderr"] as const) {
      this.child[stream]?.setEncoding("utf8").on("data", (text: string) => spawn.output?.(text, stream));
    }
    this.pid = this.child.pid ?? 0;
    this.child.on("message", (message: FromWorker) => {
      if (message.type === "beat" || message.type === "taken") this.load = message.load;
      if (message.type === "drained") this.cut = message.cut;
      spawn.events.message(this, message);
    });
    // A write to a process that just died: its exit tells the rest.
    this.child.on("error", () => {});
    this.gone = new Promise((resolve) => {
      this.child.once("exit", (code) => {
        this.state = code === 0 ? "stopped" : "failed";
      });
      // What it said last counts: a lease it confirmed must not be given to another.
      onceGone(this.child, (exit) => {
        resolve(exit);
        spawn.events.exit(this, exit);
      });
    });
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  send(message: ToWorker, handle?: RawHandle): void {
    if (!this.child.connected) return;
    // A raw handle is not in the types, but what `net` itself sends; Node leaves its closing to us.
    this.child.send(message, handle as never, { keepOpen: true }, () => {});
  }

  pass(lease: number, at: number, handle: RawHandle): void {
    this.send({ type: "lease", lease, at }, handle);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}

export { describeExit, type Exit } from "../master/child-exit.ts";
