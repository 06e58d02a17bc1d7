import type { Logger } from "../../core/logger.ts";
import type { RawHandle } from "../../server/types.ts";
import { Balancer } from "../balancer.ts";
import { fromFlags } from "../config/flags.ts";
import type { BalancerModel } from "../config/model.ts";
import { LogValve } from "./log-valve.ts";
import type { DataPlaneLoad, FromDataPlane, Rotation, ToDataPlane } from "./protocol.ts";

/** How often the load is told: from inside the event loop, so that silence says that it is blocked. Milliseconds. */
const beatMs = 500;
const linesPerSecond = 5;

/**
 * The data plane's side: one balancer on a socket that the master owns. Made by data-plane-main; does what the master says
 * over IPC; ends with the process.
 */
export class DataPlane {
  private readonly process: NodeJS.Process;
  private readonly logger: Logger;
  private model: BalancerModel | null = null;
  private balancer: Balancer | null = null;
  private graceMs = 1000;
  private draining = false;
  private starts: readonly number[] = [];
  private requests = 0;
  private failed = 0;

  constructor(process: NodeJS.Process) {
    this.process = process;
    this.logger = new LogValve({ log: (level, message) => this.send({ type: "log", level, message }) }, linesPerSecond);
  }

  run(): void {
    this.process.on("message", (message: ToDataPlane, handle: unknown) => {
      this.receive(message, handle as RawHandle | undefined);
    });
    // Whoever read our output is gone: no reason to stop serving.
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("error", () => {});
    // The master is gone, however it ended: nobody else would stop us.
    this.process.on("disconnect", () => void this.drain(this.graceMs, 0));
    // Ctrl-C reaches the whole process group; what to do about it is the master's decision.
    this.process.on("SIGINT", () => {});
    this.process.on("SIGTERM", () => {
      this.send({ type: "leaving" });
      void this.drain(this.graceMs, 500);
    });
  }

  private receive(message: ToDataPlane, handle: RawHandle | undefined): void {
    switch (message.type) {
      case "serve":
        this.graceMs = message.graceMs;
        void this.serve(message, handle);
        return;
      case "rotation":
        this.rotate(message);
        return;
      case "drain":
        void this.drain(message.graceMs, message.idleMs);
    }
  }

  private async serve(order: ToDataPlane & { type: "serve" }, handle: RawHandle | undefined): Promise<void> {
    try {
      const { model } = fromFlags(order.balancer);
      const balancer = new Balancer(model, {
        logger: this.logger,
        onFinished: (context) => {
          this.requests++;
          if (context.status >= 500) this.failed++;
        },
      });
      await balancer.start([handle]);
      this.model = model;
      this.balancer = balancer;
      setInterval(() => this.beat(), beatMs);
      this.send({ type: "ready" });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.send({ type: "failed", message }, () => this.process.exit(1));
    }
  }

  private rotate({ use, starts }: Rotation): void {
    if (this.model === null || this.balancer === null) return;
    const { peers } = this.balancer.live(this.model.upstreams[0]).group;
    for (const peer of peers) {
      const down = use[peer.index] === false;
      if ((peer.down && !down) || starts[peer.index] !== this.starts[peer.index]) peer.reset();
      peer.down = down;
    }
    this.starts = starts;
  }

  private beat(): void {
    const load: DataPlaneLoad = {
      inFlight: this.balancer?.inFlight ?? 0,
      requests: this.requests,
      failed: this.failed,
    };
    this.send({ type: "beat", load });
  }

  private async drain(graceMs: number, idleMs: number): Promise<void> {
    if (this.balancer === null) this.process.exit(0);
    if (this.draining) return;
    this.draining = true;
    const { cut } = await this.balancer.close({ graceMs, idleMs });
    this.beat();
    this.send({ type: "drained", cut }, () => this.process.exit(0));
  }

  private send(message: FromDataPlane, sent: () => void = () => {}): void {
    if (this.process.connected) this.process.send?.(message, undefined, {}, sent);
    else sent();
  }
}
