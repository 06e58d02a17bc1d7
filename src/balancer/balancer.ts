import { LeastConnections } from "../core/balance/least-connections.ts";
import type { PeerOptions } from "../core/balance/peer.ts";
import { UpstreamGroup } from "../core/balance/upstream-group.ts";
import { type Clock, monotonicClock } from "../core/clock.ts";
import { type Logger, silentLogger } from "../core/logger.ts";
import { defaultLimits } from "../http/types.ts";
import { Server } from "../server/server.ts";
import type { CloseOptions, CloseReport, RawHandle, ServeOptions } from "../server/types.ts";
import { addressText, type BalancerModel, type Listener, type Upstream, type UpstreamServer } from "./config/model.ts";
import { ListenerHandler } from "./proxy/listener-handler.ts";
import type { LiveUpstream } from "./proxy/plan.ts";
import type { RequestContext } from "./proxy/request-context.ts";
import { UpstreamPool } from "./proxy/upstream-pool.ts";

/** Options of `new Balancer()`. */
export interface BalancerOptions {
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Called at the end of every request (access log). */
  readonly onFinished?: (context: RequestContext) => void;
}

/** Resolution of upstream timeouts. */
const tickMs = 500;

/**
 * The data plane: listeners, the upstreams' connections, and the requests between them. Made from a model; owns all its
 * sockets; ends with `close()`.
 */
export class Balancer {
  private readonly model: BalancerModel;
  private readonly logger: Logger;
  private readonly clock: Clock;
  private readonly servers: Server[] = [];
  private readonly upstreams = new Map<Upstream, LiveUpstream>();
  private readonly onFinished: ((context: RequestContext) => void) | null;
  private ticker: NodeJS.Timeout | null = null;
  /** Time of the last tick. */
  private now: number;

  constructor(model: BalancerModel, options: BalancerOptions = {}) {
    this.model = model;
    this.logger = options.logger ?? silentLogger;
    this.clock = options.clock ?? monotonicClock;
    this.now = this.clock.now();
    this.onFinished = options.onFinished ?? null;
    for (const upstream of model.upstreams) this.upstreams.set(upstream, this.bringUp(upstream));
  }

  /**
   * Binds every listener, or none. A listener whose handle is in `handles` (same order as in the model) accepts on that:
   * a bound socket that came from the master.
   * @throws Error with `code` EADDRINUSE, EACCES, … and the address in its message.
   */
  async start(handles: readonly (RawHandle | undefined)[] = []): Promise<void> {
    try {
      for (const [index, listener] of this.model.listeners.entries()) {
        const handler = new ListenerHandler(listener, this.upstreams, this.logger, this.onFinished);
        const server = new Server(handler, serveOptions(listener, this.logger));
        const handle = handles[index];
        if (handle === undefined) await server.listen();
        else server.listenHandle(handle);
        this.servers.push(server);
      }
    } catch (error) {
      await this.close({ graceMs: 0 });
      throw error;
    }
    this.ticker = setInterval(() => this.tick(), tickMs);
  }

  get addresses(): readonly string[] {
    return this.servers.flatMap((server) => server.addresses);
  }

  /** Requests being answered, on all listeners. */
  get inFlight(): number {
    return this.servers.reduce((sum, server) => sum + server.inFlight, 0);
  }

  /** What runs behind an upstream of the model. */
  live(upstream: Upstream): LiveUpstream {
    const live = this.upstreams.get(upstream);
    if (live === undefined) throw new Error(`upstream ${upstream.name} is not of this model`);
    return live;
  }

  /** Drains the listeners, then closes the upstream connections. */
  async close(options: CloseOptions = {}): Promise<CloseReport> {
    const reports = await Promise.all(this.servers.map((server) => server.close(options)));
    if (this.ticker !== null) clearInterval(this.ticker);
    this.ticker = null;
    for (const { pools } of this.upstreams.values()) for (const pool of pools) pool.close();
    return { cut: reports.reduce((sum, report) => sum + report.cut, 0) };
  }

  private tick(): void {
    const now = this.clock.now();
    this.now = now;
    for (const { pools } of this.upstreams.values()) for (const pool of pools) pool.sweep(now);
  }

  private bringUp(upstream: Upstream): LiveUpstream {
    const policy = upstream.policy === "least_conn" ? new LeastConnections() : undefined;
    // Health is counted in seconds: the tick's time is exact enough, and asked for with every request.
    const group = new UpstreamGroup(upstream.name, upstream.servers.map(peerOptions), { now: () => this.now }, policy);
    const share = Math.ceil(upstream.keepAlive.connections / upstream.servers.length);
    const pools = upstream.servers.map(({ address }) => {
      const { timeoutMs, requests, timeMs } = upstream.keepAlive;
      const where = address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
      const options = {
        address: where,
        limits: defaultLimits,
        maxIdle: share,
        idleTimeoutMs: timeoutMs,
        maxRequests: requests,
        maxAgeMs: timeMs,
      };
      return new UpstreamPool(options, this.clock);
    });
    return { group, pools };
  }
}

function peerOptions(server: UpstreamServer): PeerOptions {
  const { name, weight, maxFails, failTimeoutMs, maxConns, backup, down } = server;
  return { name, weight, maxFails, failTimeoutMs, maxConns, backup, down };
}

function serveOptions(listener: Listener, logger: Logger): ServeOptions {
  const { address, backlog, client } = listener;
  const where =
    address.kind === "unix"
      ? { uds: address.path }
      : { host: address.host, port: address.port, ipv6Only: listener.ipv6Only };
  // In the configuration 0 closes after each answer; to the server a time of 0 means no limit.
  const persists = client.keepAliveTimeoutMs > 0;
  return {
    ...where,
    backlog,
    logger,
    headTimeoutMs: client.headTimeoutMs,
    bodyTimeoutMs: client.bodyTimeoutMs,
    writeTimeoutMs: client.sendTimeoutMs,
    keepAliveTimeoutMs: client.keepAliveTimeoutMs,
    maxRequestsPerConnection: persists ? client.maxRequests : 1,
    maxBodyBytes: Number.MAX_SAFE_INTEGER,
  };
}

export { addressText };
