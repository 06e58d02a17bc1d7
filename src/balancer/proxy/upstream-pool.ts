import { KeepAliveGuard, keepAliveHintMs } from "../../core/balance/keep-alive-guard.ts";
import type { Clock } from "../../core/clock.ts";
import type { Limits } from "../../http/types.ts";
import { type PeerAddress, UpstreamConnection, type UpstreamOwner } from "./upstream-connection.ts";

export interface PoolOptions {
  readonly address: PeerAddress;
  readonly limits: Limits;
  /** Idle connections kept. */
  readonly maxIdle: number;
  /** How long one is kept idle, in ms. */
  readonly idleTimeoutMs: number;
  /** Requests a connection carries before it is closed. 0 = no bound. */
  readonly maxRequests: number;
  /** Age after which a connection takes no further request, in ms. 0 = no bound. */
  readonly maxAgeMs: number;
}

/**
 * The connections to one peer. Made by the balancer, one per peer; owns them. The most recently used idle one is taken
 * first, so that the surplus ages and is closed.
 */
export class UpstreamPool implements UpstreamOwner {
  now: number;
  readonly clock: Clock;
  readonly guard: KeepAliveGuard;
  private readonly options: PoolOptions;
  private readonly idle: UpstreamConnection[] = [];
  private readonly all = new Set<UpstreamConnection>();

  constructor(options: PoolOptions, clock: Clock) {
    this.options = options;
    this.clock = clock;
    this.now = clock.now();
    this.guard = new KeepAliveGuard(clock);
  }

  get connections(): number {
    return this.all.size;
  }

  get idleConnections(): number {
    return this.idle.length;
  }

  /** The peer sent this `Keep-Alive`. */
  hint(field: string): void {
    const timeoutMs = keepAliveHintMs(field);
    if (timeoutMs !== undefined) this.guard.hint(timeoutMs);
  }

  /** An idle connection that may carry the request, else null. */
  take(idempotent: boolean): UpstreamConnection | null {
    const { length } = this.idle;
    // Asked first: a load at -1 is a look-up by name.
    if (length === 0) return null;
    const connection = this.idle[length - 1];
    // For what can be repeated any idle connection will do. For the rest the exact age counts, not the coarse clock's.
    if (!idempotent && this.clock.now() - connection.idleSince >= this.guard.safeMs) return null;
    this.idle.pop();
    return connection;
  }

  /** A new connection, being established. */
  connect(timeoutMs: number): UpstreamConnection {
    const connection = new UpstreamConnection(this, this.options.address, this.options.limits, timeoutMs);
    this.all.add(connection);
    return connection;
  }

  connectionFree(connection: UpstreamConnection): void {
    const { maxIdle, maxRequests, maxAgeMs } = this.options;
    const worn = maxRequests > 0 && connection.carried >= maxRequests;
    const old = maxAgeMs > 0 && this.now - connection.madeAt >= maxAgeMs;
    if (worn || old || this.idle.length >= maxIdle) connection.destroy();
    else this.idle.push(connection);
  }

  connectionClosed(connection: UpstreamConnection): void {
    this.all.delete(connection);
    const index = this.idle.indexOf(connection);
    if (index < 0) return;
    this.idle.splice(index, 1);
    this.guard.idleClosed(this.clock.now() - connection.idleSince);
  }

  /** Called at each tick: renews the coarse clock, ends waits and closes what was idle for too long. */
  sweep(now: number): void {
    this.now = now;
    const { idleTimeoutMs } = this.options;
    while (this.idle.length > 0 && now - this.idle[0].idleSince > idleTimeoutMs) this.closeIdle();
    for (const connection of this.all) if (!connection.idle) connection.sweep(now);
  }

  private closeIdle(): void {
    const connection = this.idle.shift() as UpstreamConnection;
    this.all.delete(connection);
    connection.destroy();
  }

  close(): void {
    while (this.idle.length > 0) this.closeIdle();
    for (const connection of this.all) connection.destroy();
  }
}
