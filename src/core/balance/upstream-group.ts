import type { Clock } from "../clock.ts";
import { Peer, type PeerOptions } from "./peer.ts";
import type { Policy } from "./policy.ts";
import { SmoothWeightedRoundRobin } from "./smooth-weighted-round-robin.ts";

/**
 * The servers of one upstream, a policy and their health. Made by whoever dispatches (one per upstream); owns its peers.
 *
 *     const peer = group.pick(null);            // null: no live upstream
 *     …                                          // the request runs
 *     group.failed(peer) or group.succeeded(peer)   // if it told anything about the peer's health
 *     group.release(peer)                        // exactly once per pick
 */
export class UpstreamGroup {
  readonly name: string;
  /** All peers, in the order configured; `peer.index` is the position here. */
  readonly peers: readonly Peer[];
  readonly #primary: readonly Peer[];
  readonly #backup: readonly Peer[];
  /** A peer that is alone never rests: there is nothing to use instead. */
  readonly #single: Peer | null;
  readonly #policy: Policy;
  readonly #clock: Clock;

  constructor(name: string, peers: readonly PeerOptions[], clock: Clock, policy?: Policy) {
    this.name = name;
    this.peers = peers.map((options, index) => new Peer(options, index));
    this.#primary = this.peers.filter((peer) => !peer.backup);
    this.#backup = this.peers.filter((peer) => peer.backup);
    this.#single = this.peers.length === 1 ? this.peers[0] : null;
    this.#policy = policy ?? new SmoothWeightedRoundRobin();
    this.#clock = clock;
  }

  /** Servers a request may be tried on: all that are not down, backups too. */
  get tries(): number {
    let count = 0;
    for (const peer of this.peers) if (!peer.down) count++;
    return count;
  }

  /** Requests in flight on all peers. */
  get active(): number {
    let count = 0;
    for (const peer of this.peers) count += peer.active;
    return count;
  }

  /**
   * The peer for the next request, counted as active from now; null if none can be used ("no live upstreams", 502).
   * `tried` holds the peers that already failed for this request; null at first, so that the usual case allocates nothing.
   */
  pick(tried: ReadonlySet<Peer> | null): Peer | null {
    const single = this.#single;
    if (single !== null) {
      if (single.down || (single.maxConns !== 0 && single.active >= single.maxConns)) return null;
      if (tried !== null && tried.has(single)) return null;
      single.active++;
      single.picks++;
      return single;
    }
    const now = this.#clock.now();
    const peer =
      this.#policy.pick(this.#primary, tried, now) ??
      (this.#backup.length === 0 ? null : this.#policy.pick(this.#backup, tried, now));
    if (peer === null) return null;
    peer.health.picked(now);
    peer.active++;
    peer.picks++;
    return peer;
  }

  /** The peer failed a request (connect, reset, timeout, bad answer). True if it rests from now on: worth a warning. */
  failed(peer: Peer): boolean {
    if (this.#single !== null) return false;
    const { maxFails } = peer.health;
    if (maxFails !== 0) {
      peer.effectiveWeight = Math.max(0, peer.effectiveWeight - Math.floor(peer.weight / maxFails));
    }
    return peer.health.failed(this.#clock.now());
  }

  /** The peer answered. True if it was resting and is back in rotation. */
  succeeded(peer: Peer): boolean {
    return peer.health.succeeded();
  }

  /** Ends one `pick`, whatever became of the request. */
  release(peer: Peer): void {
    peer.active--;
  }
}
