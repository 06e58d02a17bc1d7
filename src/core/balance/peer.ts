import { PeerHealth } from "./peer-health.ts";

/** One server of an upstream, as configured. */
export interface PeerOptions {
  /** Shown in logs, e.g. `"127.0.0.1:8000"`. */
  readonly name: string;
  /** Share of the requests relative to the others, a positive integer. Default 1. */
  readonly weight?: number;
  /** Failures within `failTimeoutMs` after which the peer rests. Default 1; 0 = it never rests. */
  readonly maxFails?: number;
  /** Window of `maxFails` and length of the rest, in ms. Default 10 000. */
  readonly failTimeoutMs?: number;
  /** Most requests at a time. Default 0 = no bound. */
  readonly maxConns?: number;
  /** Used only when no other peer can be. Default false. */
  readonly backup?: boolean;
  /** Never used. Default false. */
  readonly down?: boolean;
}

/**
 * One server of an upstream at run time. Made and owned by an `UpstreamGroup`; policies read and move its weights.
 */
export class Peer {
  readonly name: string;
  /** Position in the group's `peers`: what belongs to a peer elsewhere (its pool, its counters) is kept by this. */
  readonly index: number;
  readonly weight: number;
  readonly maxConns: number;
  readonly backup: boolean;
  readonly health: PeerHealth;
  /** Takes no requests; may be changed at run time. */
  down: boolean;
  /** Requests it is handling now. */
  active = 0;
  /** Requests it was picked for. */
  picks = 0;
  /** Position in the smooth weighted round; moved by the policies. */
  currentWeight = 0;
  /** `weight`, lowered by failures and growing back by 1 a round. */
  effectiveWeight: number;

  constructor(options: PeerOptions, index: number) {
    this.name = options.name;
    this.index = index;
    this.weight = options.weight ?? 1;
    this.maxConns = options.maxConns ?? 0;
    this.backup = options.backup ?? false;
    this.down = options.down ?? false;
    this.health = new PeerHealth(options.maxFails ?? 1, options.failTimeoutMs ?? 10_000);
    this.effectiveWeight = this.weight;
  }

  /** Forgets its failures: whoever runs the peer knows that another process stands in its place. */
  reset(): void {
    this.health.reset();
    this.effectiveWeight = this.weight;
  }

  /** Whether a request may go to it now. */
  usable(tried: ReadonlySet<Peer> | null, now: number): boolean {
    return (
      !this.down &&
      this.health.available(now) &&
      (this.maxConns === 0 || this.active < this.maxConns) &&
      (tried === null || !tried.has(this))
    );
  }
}
