import type { Peer } from "./peer.ts";

/** How a group chooses among its peers. Runs once per request: no allocation. */
export interface Policy {
  /** A usable peer of `peers` that is not in `tried`, or null. `now` in ms of the group's clock. */
  pick(peers: readonly Peer[], tried: ReadonlySet<Peer> | null, now: number): Peer | null;
}
