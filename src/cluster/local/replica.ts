import { Backoff } from "../../core/backoff.ts";
import { Heartbeat } from "../../core/heartbeat.ts";
import type { Lifecycle } from "../../core/lifecycle.ts";
import type { Logger } from "../../core/logger.ts";
import { describeExit, type Exit } from "../../master/child-exit.ts";
import type { Listener } from "../../master/listener.ts";
import { renderReport } from "../../workers/code-frame.ts";
import {
  type AppPlan,
  type ErrorReport,
  type FromWorker,
  machineNow,
  type WorkerServeOptions,
} from "../../workers/protocol.ts";
import { type WorkerEvents, WorkerProcess } from "../../workers/worker-process.ts";

/** Durations in milliseconds. */
export interface ReplicaOptions {
  /** Position among the replicas, from 0; given to the app as `FLOTILLA_REPLICA`. */
  readonly index: number;
  readonly plan: AppPlan;
  readonly execArgv: readonly string[];
  readonly serve: WorkerServeOptions;
  readonly graceMs: number;
  /** A replica silent for this long is killed and started again. 0: never. */
  readonly healthcheckMs: number;
  /** The first socket, bound. */
  readonly listener: Listener;
  /** Binds the same port once more. */
  readonly bind: () => Promise<Listener>;
  /**
   * Nobody else could answer: the master keeps the socket, and requests wait in its queue while the process is replaced.
   * Otherwise the socket dies with the process, so that the balancer is refused and moves on at once.
   */
  readonly alone: boolean;
  readonly log: Logger;
  /** Gets what the app prints; without it that goes where our own output goes. */
  readonly output: ((text: string, stream: "stdout" | "stderr") => void) | undefined;
  /** `state` or `answering` changed. */
  readonly onChange: () => void;
}

/** A replica silent for this long is taken out of rotation. Milliseconds. */
const quietMs = 2000;
/** After the grace: FIN, 2 s of reading and discarding, the app's own stop. Milliseconds. */
const lingerMs = 5000;

/**
 * One server of the fleet: a port and the process that serves it, started again whenever it ends. Made by the fleet; owns
 * the process and, between two of them, the socket. Ends with `drain()` or `abort()`.
 */
export class Replica implements WorkerEvents {
  readonly port: number;
  state: Lifecycle = "starting";
  /** Its event loop runs. */
  answering = true;
  /** How often it became ready. */
  starts = 0;
  private readonly options: ReplicaOptions;
  private readonly backoff = new Backoff({ now: machineNow });
  private listener: Listener | null;
  private worker: WorkerProcess | null = null;
  private heartbeat: Heartbeat;
  private report: ErrorReport | undefined;
  private timer: NodeJS.Timeout | null = null;
  private expected = false;
  private stopping = false;
  private started: (failure: string | undefined) => void = () => {};

  constructor(options: ReplicaOptions) {
    this.options = options;
    this.listener = options.listener;
    this.port = options.listener.port;
    this.heartbeat = this.newHeartbeat();
  }

  get pid(): number | undefined {
    return this.worker?.pid;
  }

  get inFlight(): number {
    return this.worker?.load.inFlight ?? 0;
  }

  /** Resolves to why it could not start, or undefined once it is ready. */
  start(): Promise<string | undefined> {
    const outcome = new Promise<string | undefined>((resolve) => (this.started = resolve));
    this.spawn();
    return outcome;
  }

  /** Resolves to the number of exchanges cut at the end of the grace. */
  async drain(graceMs: number, idleMs: number): Promise<number> {
    this.stop();
    const { worker } = this;
    if (worker === null) return 0;
    if (worker.state === "starting") worker.kill("SIGKILL");
    else worker.send({ type: "drain", graceMs, idleMs });
    worker.state = "draining";
    this.become("draining");
    const deadline = setTimeout(() => {
      worker.cut = worker.load.inFlight;
      this.say("error", worker, `did not end within the grace; killed with ${worker.cut} requests in flight`);
      worker.kill("SIGKILL");
    }, graceMs + lingerMs);
    await worker.gone;
    clearTimeout(deadline);
    return worker.cut;
  }

  async abort(): Promise<void> {
    this.stop();
    this.worker?.kill("SIGKILL");
    await this.worker?.gone;
  }

  /** `elapsedMs` have passed since the last call. */
  watch(elapsedMs: number): void {
    const { worker } = this;
    if (worker === null || this.state !== "ready") return;
    const pulse = this.heartbeat.tick(elapsedMs);
    if (pulse === "alive") return;
    const silent = `has not answered for ${(this.heartbeat.silentMs / 1000).toFixed(1)} s`;
    if (this.answering) {
      this.answering = false;
      this.say("warn", worker, `${silent}: its event loop is blocked or it is stopped; out of rotation`);
      this.options.onChange();
    }
    if (pulse === "dead") {
      this.say("error", worker, `${silent}: killed (SIGKILL)`);
      worker.kill("SIGKILL");
    }
  }

  message(worker: WorkerProcess, message: FromWorker): void {
    if (worker !== this.worker) return;
    this.heartbeat.beat();
    switch (message.type) {
      case "ready":
        this.ready(worker);
        return;
      case "failed":
        this.report = message.report;
        return;
      case "beat":
        if (this.answering) return;
        this.answering = true;
        this.say("info", worker, "answers again");
        this.options.onChange();
        return;
      case "leaving":
        if (this.stopping) return;
        this.expected = true;
        worker.state = "draining";
        this.say("info", worker, "draining, asked by a signal");
        this.become("draining");
        return;
      case "drained":
        this.expected = true;
    }
  }

  exit(worker: WorkerProcess, exit: Exit): void {
    if (worker !== this.worker) return;
    this.worker = null;
    this.answering = true;
    const { report, expected } = this;
    const failure =
      report === undefined
        ? `replica ${this.options.index} ended before it was ready (${describeExit(exit)})`
        : renderReport(report);
    if (this.stopping) {
      this.become(exit.code === 0 ? "stopped" : "failed");
      this.started(failure);
      return;
    }
    this.become(expected ? "stopped" : "failed");
    if (this.starts === 0) return this.started(failure);
    if (report !== undefined) this.say("error", worker, `cannot start\n${failure}`);
    else if (!expected) {
      const { inFlight } = worker.load;
      this.say("error", worker, `ended unexpectedly (${describeExit(exit)}) with ${inFlight} requests in flight`);
    }
    this.respawn(expected);
  }

  private spawn(): void {
    const { index, plan, execArgv, serve, graceMs, output } = this.options;
    this.report = undefined;
    this.expected = false;
    this.heartbeat = this.newHeartbeat();
    const env = { FLOTILLA_REPLICA: String(index) };
    const worker = new WorkerProcess({ index: 0, execArgv, env, output, events: this });
    this.worker = worker;
    this.become("starting");
    const order = { type: "serve", plan, options: serve, listen: true, serveErrors: false, graceMs } as const;
    worker.send(order, this.listener?.handle);
  }

  private ready(worker: WorkerProcess): void {
    worker.state = "ready";
    this.backoff.ready();
    if (!this.options.alone) this.closeListener();
    if (this.starts > 0) this.say("info", worker, "ready");
    this.starts++;
    this.become("ready");
    this.started(undefined);
  }

  /** The port is bound again at once, though nobody listens on it yet: so nobody else takes it. */
  private respawn(expected: boolean): void {
    const delay = expected ? 0 : this.backoff.ended();
    if (delay > 0) this.options.log.log("warn", `replica ${this.options.index}: next start in ${delay} ms`);
    const bound = this.rebind();
    this.timer = setTimeout(async () => {
      this.timer = null;
      await bound;
      const failure = await this.rebind();
      if (this.stopping) return;
      if (failure === undefined) return this.spawn();
      this.options.log.log("error", `replica ${this.options.index}: ${failure}`);
      this.respawn(false);
    }, delay);
  }

  private async rebind(): Promise<string | undefined> {
    if (this.listener !== null) return undefined;
    try {
      const listener = await this.options.bind();
      if (this.stopping) listener.close();
      else this.listener = listener;
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private stop(): void {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.closeListener();
  }

  private closeListener(): void {
    this.listener?.close();
    this.listener = null;
  }

  private newHeartbeat(): Heartbeat {
    return new Heartbeat(quietMs, this.options.healthcheckMs, 500);
  }

  private become(state: Lifecycle): void {
    this.state = state;
    this.options.onChange();
  }

  private say(level: "info" | "warn" | "error", worker: WorkerProcess, text: string): void {
    this.options.log.log(level, `replica ${this.options.index} (port ${this.port}, pid ${worker.pid}): ${text}`);
  }
}
