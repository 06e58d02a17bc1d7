import type { SimpleBalancer } from "../../balancer/config/flags.ts";
import { type DataPlaneEvents, DataPlaneProcess } from "../../balancer/data-plane/data-plane-process.ts";
import type { DataPlaneLoad, FromDataPlane, Rotation } from "../../balancer/data-plane/protocol.ts";
import { Backoff } from "../../core/backoff.ts";
import { Heartbeat } from "../../core/heartbeat.ts";
import type { Lifecycle } from "../../core/lifecycle.ts";
import type { Logger } from "../../core/logger.ts";
import { describeExit, type Exit } from "../../master/child-exit.ts";
import type { Listener } from "../../master/listener.ts";
import { machineNow } from "../../workers/protocol.ts";

/** Durations in milliseconds. */
export interface FrontOptions {
  readonly balancer: SimpleBalancer;
  /** Kept by the master for as long as the fleet runs: clients wait in its queue while the process is replaced. */
  readonly listener: Listener;
  readonly graceMs: number;
  /** A data plane silent for this long is killed and started again. 0: never. */
  readonly healthcheckMs: number;
  readonly log: Logger;
  readonly onChange: () => void;
}

/** After the grace: FIN and 2 s of reading and discarding. Milliseconds. */
const lingerMs = 5000;

/**
 * The balancer's place in the fleet: one data-plane process, started again on the same socket whenever it ends. Made by the
 * fleet; owns process and socket. Ends with `drain()` or `abort()`.
 */
export class Front implements DataPlaneEvents {
  state: Lifecycle = "starting";
  private readonly options: FrontOptions;
  private readonly backoff = new Backoff({ now: machineNow });
  private readonly leaving = new Set<DataPlaneProcess>();
  private current: DataPlaneProcess | null = null;
  private rotation: Rotation | null = null;
  private heartbeat: Heartbeat;
  /** Counts of the processes that have ended. */
  private past = { requests: 0, failed: 0 };
  private timer: NodeJS.Timeout | null = null;
  private everReady = false;
  private stopping = false;
  private failure: string | undefined;
  private started: (failure: string | undefined) => void = () => {};

  constructor(options: FrontOptions) {
    this.options = options;
    this.heartbeat = this.newHeartbeat();
  }

  /** Resolves to why it could not start, or undefined once it is ready. */
  start(): Promise<string | undefined> {
    const outcome = new Promise<string | undefined>((resolve) => (this.started = resolve));
    this.spawn();
    return outcome;
  }

  /** What it has done since the fleet started. */
  get load(): DataPlaneLoad {
    let inFlight = 0;
    let { requests, failed } = this.past;
    for (const plane of this.all) {
      inFlight += plane.load.inFlight;
      requests += plane.load.requests;
      failed += plane.load.failed;
    }
    return { inFlight, requests, failed };
  }

  /** Says which replicas take requests. */
  rotate(rotation: Rotation): void {
    if (JSON.stringify(rotation) === JSON.stringify(this.rotation)) return;
    this.rotation = rotation;
    this.current?.send({ type: "rotation", ...rotation });
  }

  /** Resolves to the number of requests cut at the end of the grace. */
  async drain(graceMs: number, idleMs: number): Promise<number> {
    this.stop();
    const planes = this.all;
    this.become("draining");
    for (const plane of planes) {
      if (plane.state === "starting") plane.kill("SIGKILL");
      else plane.send({ type: "drain", graceMs, idleMs });
      plane.state = "draining";
    }
    const deadline = setTimeout(() => {
      for (const plane of planes) {
        if (!plane.alive) continue;
        plane.cut = plane.load.inFlight;
        this.options.log.log(
          "error",
          `balancer: did not end within the grace; killed with ${plane.cut} requests in flight`,
        );
        plane.kill("SIGKILL");
      }
    }, graceMs + lingerMs);
    await Promise.all(planes.map((plane) => plane.gone));
    clearTimeout(deadline);
    return planes.reduce((sum, plane) => sum + plane.cut, 0);
  }

  async abort(): Promise<void> {
    this.stop();
    const planes = this.all;
    for (const plane of planes) plane.kill("SIGKILL");
    await Promise.all(planes.map((plane) => plane.gone));
  }

  /** `elapsedMs` have passed since the last call. */
  watch(elapsedMs: number): void {
    const { current, heartbeat } = this;
    if (current === null || this.state !== "ready" || heartbeat.tick(elapsedMs) !== "dead") return;
    const silent = `has not answered for ${(heartbeat.silentMs / 1000).toFixed(1)} s`;
    this.options.log.log("error", `balancer (pid ${current.pid}): ${silent}: killed (SIGKILL)`);
    current.kill("SIGKILL");
  }

  message(plane: DataPlaneProcess, message: FromDataPlane): void {
    if (plane === this.current) this.heartbeat.beat();
    switch (message.type) {
      case "ready":
        plane.state = "ready";
        this.backoff.ready();
        if (this.rotation !== null) plane.send({ type: "rotation", ...this.rotation });
        if (this.everReady) this.options.log.log("info", `balancer (pid ${plane.pid}): ready`);
        this.everReady = true;
        this.become("ready");
        this.started(undefined);
        return;
      case "failed":
        this.failure = message.message;
        return;
      case "log":
        this.options.log.log(message.level, `balancer: ${message.message}`);
        return;
      case "leaving":
        if (this.stopping || plane !== this.current) return;
        this.options.log.log("info", `balancer (pid ${plane.pid}): draining, asked by a signal`);
        plane.state = "draining";
        this.leaving.add(plane);
        this.spawn();
    }
  }

  exit(plane: DataPlaneProcess, exit: Exit): void {
    this.past = { requests: this.past.requests + plane.load.requests, failed: this.past.failed + plane.load.failed };
    if (this.leaving.delete(plane)) return;
    this.current = null;
    const failure = this.failure ?? `balancer ended before it was ready (${describeExit(exit)})`;
    this.failure = undefined;
    if (this.stopping || !this.everReady) {
      this.become(plane.state);
      this.started(failure);
      return;
    }
    const { inFlight } = plane.load;
    this.options.log.log(
      "error",
      `balancer (pid ${plane.pid}): ended unexpectedly (${describeExit(exit)}) with ${inFlight} requests in flight`,
    );
    this.become("failed");
    const delay = this.backoff.ended();
    if (delay > 0) this.options.log.log("warn", `balancer: next start in ${delay} ms`);
    this.timer = setTimeout(() => this.spawn(), delay);
  }

  private get all(): DataPlaneProcess[] {
    return this.current === null ? [...this.leaving] : [...this.leaving, this.current];
  }

  private spawn(): void {
    this.timer = null;
    const { balancer, listener, graceMs } = this.options;
    this.current = new DataPlaneProcess(this);
    this.heartbeat = this.newHeartbeat();
    this.become("starting");
    this.current.send({ type: "serve", balancer, graceMs }, listener.handle);
  }

  private newHeartbeat(): Heartbeat {
    return new Heartbeat(this.options.healthcheckMs, this.options.healthcheckMs, 500);
  }

  private stop(): void {
    this.stopping = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    // The data plane's copy goes on accepting for as long as it drains.
    this.options.listener.close();
  }

  private become(state: Lifecycle): void {
    this.state = state;
    this.options.onChange();
  }
}
