import type { Peer } from "./peer.ts";
import type { Policy } from "./policy.ts";

/**
 * nginx's default: in each round every usable peer gains its effective weight, the richest is picked and pays the sum.
 * Weights 5, 1, 1 give a a b a c a a instead of a a a a a b c. An effective weight lowered by failures grows back by 1 a
 * round, so that a peer that returns is not flooded.
 */
export class SmoothWeightedRoundRobin implements Policy {
  pick(peers: readonly Peer[], tried: ReadonlySet<Peer> | null, now: number): Peer | null {
    let best: Peer | null = null;
    let total = 0;
    for (let i = 0; i < peers.length; i++) {
      const peer = peers[i];
      if (!peer.usable(tried, now)) continue;
      peer.currentWeight += peer.effectiveWeight;
      total += peer.effectiveWeight;
      if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++;
      if (best === null || peer.currentWeight > best.currentWeight) best = peer;
    }
    if (best !== null) best.currentWeight -= total;
    return best;
  }
}
