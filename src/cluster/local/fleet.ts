import type { Lifecycle } from "../../core/lifecycle.ts";
import type { Logger } from "../../core/logger.ts";
import { Listener, type ListenFlags } from "../../master/listener.ts";
import { type AppPlan, machineNow, type WorkerServeOptions } from "../../workers/protocol.ts";
import type { ResolvedConfig } from "../config/read-config.ts";
import { Front } from "./front.ts";
import { Replica } from "./replica.ts";
import { rotation } from "./rotation.ts";

/** Durations in milliseconds. */
export interface FleetOptions {
  readonly config: ResolvedConfig;
  readonly plan: AppPlan;
  readonly execArgv: readonly string[];
  readonly graceMs: number;
  /** A process silent for this long is replaced. 0: never. */
  readonly healthcheckMs: number;
  readonly log: Logger;
  /** Gets what a replica prints; without it that goes where our own output goes. */
  readonly output?: ((replica: number, text: string, stream: "stdout" | "stderr") => void) | undefined;
  readonly onChange: () => void;
}

/** The fleet at one moment. */
export interface FleetStatus {
  readonly balancer: Lifecycle;
  readonly replicas: readonly { readonly state: Lifecycle; readonly answering: boolean }[];
  /** Requests being answered by the balancer. */
  readonly inFlight: number;
  /** Requests the balancer has ended since the start, and how many of them with a 5xx. */
  readonly requests: number;
  readonly failed: number;
}

const replicaHost = "127.0.0.1";
const watchMs = 250;
/** The balancer keeps an idle connection to a replica 60 s: the replica must not be the first to close it. */
const serve: WorkerServeOptions = {
  keepAliveTimeoutMs: 75_000,
  backlog: 2048,
  maxRequestsPerConnection: 0,
  accessLog: false,
};

/**
 * The replicas and the balancer of one machine, all children of this process. Made by `flotilla up`; owns every socket that
 * listens; runs no user code. Ends with `drain()` or `abort()`.
 */
export class Fleet {
  readonly replicas: readonly Replica[];
  /** URL of the balancer. */
  readonly address: string;
  readonly port: number;
  private readonly front: Front;
  private readonly options: FleetOptions;
  private watcher: NodeJS.Timeout | null = null;

  private constructor(options: FleetOptions, listener: Listener, replicaListeners: readonly Listener[]) {
    this.options = options;
    this.address = listener.address;
    this.port = listener.port;
    const { plan, execArgv, graceMs, healthcheckMs, log, output, config } = options;
    const onChange = () => this.changed();
    this.replicas = replicaListeners.map(
      (bound, index) =>
        new Replica({
          index,
          plan,
          execArgv,
          serve,
          graceMs,
          healthcheckMs,
          listener: bound,
          bind: () => Listener.bind({ host: replicaHost, port: bound.port }, replicaFlags),
          alone: replicaListeners.length === 1,
          log,
          output: output === undefined ? undefined : (text, stream) => output(index, text, stream),
          onChange,
        }),
    );
    const to = this.replicas.map(({ port }) => `${replicaHost}:${port}`);
    // The listener is the one handed over; the text only tells the data plane where that is.
    const listen = [listener.address.replace(/^http:\/\//, "")];
    const balancer = { listen, to, policy: config.balancer.policy, accessLog: "off" } as const;
    this.front = new Front({ balancer, listener, graceMs, healthcheckMs, log, onChange });
  }

  /** Binds every port, or none. @throws UsageError that names the port and what to change. */
  static async bind(options: FleetOptions): Promise<Fleet> {
    const { balancer, replicas } = options.config;
    const bound: Listener[] = [];
    try {
      bound.push(await Listener.bind({ host: balancer.host, port: balancer.port }, balancerFlags));
      for (let index = 0; index < replicas.count; index++) {
        const port = replicas.port === 0 ? 0 : replicas.port + index;
        bound.push(await Listener.bind({ host: replicaHost, port }, replicaFlags));
      }
    } catch (error) {
      for (const listener of bound) listener.close();
      throw error;
    }
    return new Fleet(options, bound[0], bound.slice(1));
  }

  get status(): FleetStatus {
    const replicas = this.replicas.map(({ state, answering }) => ({ state, answering }));
    return { balancer: this.front.state, replicas, ...this.front.load };
  }

  /** Resolves to why it could not start, or undefined once everything is ready. After a failure nothing is left. */
  async start(): Promise<string | undefined> {
    const outcomes = [...this.replicas, this.front].map((part) => part.start());
    const failures = outcomes.map(async (outcome) => (await outcome) ?? new Promise<never>(() => {}));
    const failure = await Promise.race([Promise.all(outcomes).then(() => undefined), ...failures]);
    if (failure !== undefined) await this.abort();
    else this.watch();
    return failure;
  }

  /** First the balancer, so that nothing new reaches the replicas, then these. Resolves to the number of requests cut. */
  async drain(idleMs: number): Promise<number> {
    this.unwatch();
    const { graceMs } = this.options;
    const begun = machineNow();
    const cutInFront = await this.front.drain(graceMs, idleMs);
    // What the balancer had to cut is still in flight here: no second grace for it.
    const left = Math.max(0, graceMs - (machineNow() - begun));
    const cut = await Promise.all(this.replicas.map((replica) => replica.drain(left, Math.min(left, idleMs))));
    return Math.max(
      cutInFront,
      cut.reduce((sum, count) => sum + count, 0),
    );
  }

  /** Kills everything now. */
  async abort(): Promise<void> {
    this.unwatch();
    await Promise.all([this.front, ...this.replicas].map((part) => part.abort()));
  }

  private changed(): void {
    this.front.rotate({ use: rotation(this.replicas), starts: this.replicas.map(({ starts }) => starts) });
    this.options.onChange();
  }

  private watch(): void {
    let last = machineNow();
    this.watcher = setInterval(() => {
      const now = machineNow();
      for (const part of [this.front, ...this.replicas]) part.watch(now - last);
      last = now;
    }, watchMs);
  }

  private unwatch(): void {
    if (this.watcher !== null) clearInterval(this.watcher);
    this.watcher = null;
  }
}

const balancerFlags: ListenFlags = {
  host: "balancer.host in the config, --host or FLOTILLA_HOST",
  port: "balancer.port in the config, --port or FLOTILLA_PORT",
};

const replicaFlags: ListenFlags = {
  host: "replicas",
  port: "replicas.port in the config, --replica-port or FLOTILLA_REPLICA_PORT",
};
