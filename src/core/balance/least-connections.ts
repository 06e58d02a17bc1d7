import type { Peer } from "./peer.ts";
import type { Policy } from "./policy.ts";

/**
 * nginx's `least_conn`: fewest requests in flight relative to the weight; equals take smooth weighted turns.
 */
export class LeastConnections implements Policy {
  pick(peers: readonly Peer[], tried: ReadonlySet<Peer> | null, now: number): Peer | null {
    let least: Peer | null = null;
    let first = 0;
    let many = false;
    for (let i = 0; i < peers.length; i++) {
      const peer = peers[i];
      if (!peer.usable(tried, now)) continue;
      // active / weight compared without a division, so that equals are equal.
      const difference = least === null ? -1 : peer.active * least.weight - least.active * peer.weight;
      if (difference < 0) {
        least = peer;
        first = i;
        many = false;
      } else if (difference === 0) {
        many = true;
      }
    }
    if (least === null || !many) return least;
    let best = least;
    let total = 0;
    for (let i = first; i < peers.length; i++) {
      const peer = peers[i];
      if (!peer.usable(tried, now) || peer.active * least.weight !== least.active * peer.weight) continue;
      peer.currentWeight += peer.effectiveWeight;
      total += peer.effectiveWeight;
      if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++;
      if (peer.currentWeight > best.currentWeight) best = peer;
    }
    best.currentWeight -= total;
    return best;
  }
}
