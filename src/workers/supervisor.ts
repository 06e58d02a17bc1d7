import { Backoff } from "../core/backoff.ts";
import type { LoadReport } from "../core/balance/least-busy.ts";
import type { Clock } from "../core/clock.ts";
import { Heartbeat } from "../core/heartbeat.ts";
import type { Lifecycle } from "../core/lifecycle.ts";
import type { Logger } from "../core/logger.ts";
import type { Listener } from "../master/listener.ts";
import { renderReport } from "./code-frame.ts";
import { Dispatcher } from "./dispatcher.ts";
import { type AppPlan, type ErrorReport, type FromWorker, machineNow, type WorkerServeOptions } from "./protocol.ts";
import { describeExit, type Exit, type WorkerEvents, WorkerProcess } from "./worker-process.ts";

/** Durations in milliseconds. */
export interface SupervisorOptions {
  readonly plan: AppPlan;
  readonly workers: number;
  /** Who accepts: the master, which hands each connection to the least busy worker, or the workers themselves. */
  readonly dispatch: "connection" | "kernel";
  readonly listener: Listener;
  readonly serve: WorkerServeOptions;
  /** Flags for node in the workers. */
  readonly execArgv: readonly string[];
  readonly graceMs: number;
  /** A worker silent for this long is replaced. 0: never. */
  readonly healthcheckMs: number;
  readonly log: Logger;
  /** Said before each line of the log, when one master has several supervisors, e.g. `"replica 0"`. */
  readonly name?: string;
  /** Added to the workers' environment. */
  readonly env?: { readonly [name: string]: string };
}

/** One worker, as `status` shows it. */
export interface WorkerStatus {
  readonly index: number;
  readonly pid: number;
  readonly state: Lifecycle;
  /** False while its heartbeat is missing. */
  readonly answering: boolean;
  readonly load: LoadReport;
}

interface Slot {
  readonly index: number;
  readonly backoff: Backoff;
  current: WorkerProcess | null;
  /** Started because `current` does not answer. */
  next: WorkerProcess | null;
  timer: NodeJS.Timeout | null;
}

interface Seat {
  readonly slot: Slot;
  readonly heartbeat: Heartbeat;
  quiet: boolean;
  /** Why it could not start. */
  report: ErrorReport | undefined;
  /** It said that it ends, or we made it: no crash. */
  expected: boolean;
  started: (failure: string | undefined) => void;
}

/** Heartbeats come at least twice a second; four missed ones take a worker out of rotation. Milliseconds. */
const quietMs = 2000;
const watchMs = 250;
/** After the grace: FIN, 2 s of reading and discarding, the app's own stop. Milliseconds. */
const lingerMs = 5000;

const machineClock: Clock = { now: machineNow };

/**
 * Keeps N workers serving one app: starts, watches, replaces and drains them. Made by `runApp`; owns the workers and, with
 * connection dispatch, the connections on their way to them. Ends with `drain()` or `abort()`.
 */
export class Supervisor implements WorkerEvents {
  private readonly options: SupervisorOptions;
  private readonly slots: Slot[] = [];
  private readonly seats = new Map<WorkerProcess, Seat>();
  private readonly dispatcher: Dispatcher | null;
  private watcher: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(options: SupervisorOptions) {
    this.options = options;
    this.dispatcher = options.dispatch === "connection" && options.workers > 1 ? new Dispatcher(machineClock) : null;
    for (let index = 0; index < options.workers; index++) {
      this.slots.push({ index, backoff: new Backoff(machineClock), current: null, next: null, timer: null });
    }
  }

  /** Every worker process there is, also those that drain. */
  get status(): readonly WorkerStatus[] {
    return [...this.seats].map(([worker, seat]) => {
      const { index, pid, state, load } = worker;
      return { index, pid, state, load, answering: !seat.quiet };
    });
  }

  /** Resolves to why the first worker could not start, or undefined once all are ready. After a failure none is left. */
  async start(): Promise<string | undefined> {
    const outcomes = this.slots.map((slot) => {
      const { promise, worker } = this.spawn(slot);
      slot.current = worker;
      return promise;
    });
    const failures = outcomes.map(async (outcome) => (await outcome) ?? new Promise<never>(() => {}));
    const failure = await Promise.race([Promise.all(outcomes).then(() => undefined), ...failures]);
    if (failure !== undefined) {
      await this.abort();
      return failure;
    }
    const { listener, serve } = this.options;
    if (this.dispatcher !== null) listener.accept(serve.backlog, (handle) => this.dispatcher?.accept(handle));
    this.watch();
    return undefined;
  }

  /**
   * Drains: accepting goes on while the workers' idle connections may send once more (`idleMs`), then everything ends.
   * Resolves to the number of exchanges that did not end within the grace and were cut.
   */
  async drain(idleMs: number): Promise<number> {
    this.stopping = true;
    this.unwatch();
    const { graceMs } = this.options;
    const workers = [...this.seats.keys()];
    for (const worker of workers) {
      const seat = this.seats.get(worker);
      if (seat?.quiet === true) this.log("warn", worker, `does not answer and may have to be killed`);
      if (worker.state === "starting") worker.kill("SIGKILL");
      else worker.send({ type: "drain", graceMs, idleMs });
      worker.state = "draining";
    }
    const idle = setTimeout(() => this.options.listener.close(), idleMs);
    const deadline = setTimeout(() => {
      for (const worker of workers) {
        if (!worker.alive) continue;
        this.log(
          "error",
          worker,
          `did not end within the grace; killed with ${worker.load.inFlight} requests in flight`,
        );
        worker.cut = worker.load.inFlight;
        worker.kill("SIGKILL");
      }
    }, graceMs + lingerMs);
    await Promise.all(workers.map((worker) => worker.gone));
    clearTimeout(idle);
    clearTimeout(deadline);
    this.options.listener.close();
    this.dispatcher?.close();
    return workers.reduce((sum, worker) => sum + worker.cut, 0);
  }

  /** Kills everything now. */
  async abort(): Promise<void> {
    this.stopping = true;
    this.unwatch();
    this.options.listener.close();
    const workers = [...this.seats.keys()];
    for (const worker of workers) worker.kill("SIGKILL");
    await Promise.all(workers.map((worker) => worker.gone));
    this.dispatcher?.close();
  }

  message(worker: WorkerProcess, message: FromWorker): void {
    const seat = this.seats.get(worker);
    if (seat === undefined) return;
    seat.heartbeat.beat();
    switch (message.type) {
      case "ready":
        this.ready(worker, seat);
        return;
      case "failed":
        seat.report = message.report;
        return;
      case "beat":
        if (seat.quiet) this.log("info", worker, "answers again");
        seat.quiet = false;
        this.dispatcher?.report(worker, message.load);
        return;
      case "taken":
        this.dispatcher?.taken(worker, message.lease, message.load);
        return;
      case "refused":
        this.dispatcher?.refused(worker, message.lease);
        return;
      case "leaving":
        this.leave(worker, seat);
        return;
      case "drained":
        seat.expected = true;
        this.dispatcher?.remove(worker);
    }
  }

  exit(worker: WorkerProcess, exit: Exit): void {
    const seat = this.seats.get(worker);
    if (seat === undefined) return;
    this.seats.delete(worker);
    this.dispatcher?.remove(worker);
    const failure =
      seat.report === undefined
        ? `worker ended before it was ready (${describeExit(exit)})`
        : renderReport(seat.report);
    seat.started(failure);
    const { slot } = seat;
    if (slot.next === worker) slot.next = null;
    if (slot.current === worker) slot.current = null;
    if (this.stopping || this.watcher === null) return;
    if (worker.state === "failed" && seat.report !== undefined) {
      this.log("error", worker, `cannot start\n${failure}`);
    } else if (!seat.expected) {
      const { inFlight } = worker.load;
      this.log("error", worker, `ended unexpectedly (${describeExit(exit)}) with ${inFlight} requests in flight`);
    }
    if (slot.current === null && slot.next === null) this.respawn(slot, seat.expected);
  }

  private spawn(slot: Slot): { worker: WorkerProcess; promise: Promise<string | undefined> } {
    const { plan, serve, listener, execArgv, env, graceMs, healthcheckMs } = this.options;
    const worker = new WorkerProcess({ index: slot.index, execArgv, env, events: this });
    let started: Seat["started"] = () => {};
    const promise = new Promise<string | undefined>((resolve) => (started = resolve));
    const heartbeat = new Heartbeat(quietMs, healthcheckMs, 2 * watchMs);
    this.seats.set(worker, { slot, heartbeat, quiet: false, report: undefined, expected: false, started });
    const listen = this.dispatcher === null;
    const order = { type: "serve", plan, options: serve, listen, serveErrors: false, graceMs } as const;
    worker.send(order, listen ? listener.handle : undefined);
    return { worker, promise };
  }

  private ready(worker: WorkerProcess, seat: Seat): void {
    worker.state = "ready";
    seat.slot.backoff.ready();
    seat.started(undefined);
    this.dispatcher?.add(worker);
    if (seat.slot.next === worker) this.replace(seat.slot, worker);
    else if (this.watcher !== null) this.log("info", worker, "ready");
  }

  /** The replacement of a worker that did not answer is ready. */
  private replace(slot: Slot, next: WorkerProcess): void {
    const old = slot.current;
    slot.current = next;
    slot.next = null;
    const seat = old === null ? undefined : this.seats.get(old);
    if (old === null || seat === undefined) return;
    seat.expected = true;
    this.dispatcher?.remove(old);
    if (seat.quiet) {
      this.log("error", old, `killed (SIGKILL), replaced by pid ${next.pid}: it still does not answer`);
      old.kill("SIGKILL");
    } else {
      this.log("info", old, `draining, replaced by pid ${next.pid}`);
      this.retire(old);
    }
  }

  private retire(worker: WorkerProcess): void {
    const { graceMs } = this.options;
    worker.state = "draining";
    worker.send({ type: "drain", graceMs, idleMs: Math.min(5000, graceMs) });
    const deadline = setTimeout(() => worker.kill("SIGKILL"), graceMs + lingerMs);
    void worker.gone.then(() => clearTimeout(deadline));
  }

  private leave(worker: WorkerProcess, seat: Seat): void {
    if (this.stopping) return;
    this.log("info", worker, "draining, asked by a signal");
    worker.state = "draining";
    seat.expected = true;
    this.dispatcher?.remove(worker);
    if (seat.slot.current === worker) {
      seat.slot.current = null;
      this.respawn(seat.slot, true);
    }
  }

  private respawn(slot: Slot, expected: boolean): void {
    const delay = expected ? 0 : slot.backoff.ended();
    if (delay > 0) this.options.log.log("warn", `worker ${slot.index}: next start in ${delay} ms`);
    slot.timer = setTimeout(() => {
      slot.timer = null;
      slot.current = this.spawn(slot).worker;
    }, delay);
  }

  private watch(): void {
    let last = machineNow();
    this.watcher = setInterval(() => {
      const now = machineNow();
      const elapsed = now - last;
      last = now;
      for (const [worker, seat] of this.seats) if (worker.state === "ready") this.check(worker, seat, elapsed);
    }, watchMs);
  }

  private check(worker: WorkerProcess, seat: Seat, elapsed: number): void {
    const pulse = seat.heartbeat.tick(elapsed);
    if (pulse === "alive") return;
    const silent = `has not answered for ${(seat.heartbeat.silentMs / 1000).toFixed(1)} s`;
    if (!seat.quiet) {
      seat.quiet = true;
      this.dispatcher?.answering(worker, false);
      const { inFlight } = worker.load;
      this.log(
        "warn",
        worker,
        `${silent}: its event loop is blocked or it is stopped; out of rotation, ${inFlight} requests in flight when last heard`,
      );
    }
    const { slot } = seat;
    if (pulse === "dead" && slot.current === worker && slot.next === null && slot.timer === null) {
      this.log("error", worker, `${silent}: starting a replacement`);
      slot.timer = setTimeout(() => {
        slot.timer = null;
        if (slot.current === worker) slot.next = this.spawn(slot).worker;
      }, slot.backoff.ended());
    }
  }

  private unwatch(): void {
    if (this.watcher !== null) clearInterval(this.watcher);
    this.watcher = null;
    for (const slot of this.slots) {
      if (slot.timer !== null) clearTimeout(slot.timer);
      slot.timer = null;
    }
  }

  private log(level: "info" | "warn" | "error", worker: WorkerProcess, text: string): void {
    const name = this.options.name === undefined ? "" : `${this.options.name}, `;
    this.options.log.log(level, `${name}worker ${worker.index} (pid ${worker.pid}): ${text}`);
  }
}
