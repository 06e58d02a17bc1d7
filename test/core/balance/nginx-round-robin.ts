/** nginx's ngx_http_upstream_round_robin.c (1.22), peer by peer and line by line, as the yardstick for ours. Times in ms. */
interface Peer {
  weight: number;
  effectiveWeight: number;
  currentWeight: number;
  conns: number;
  maxConns: number;
  fails: number;
  maxFails: number;
  failTimeout: number;
  accessed: number;
  checked: number;
  down: boolean;
}

export interface NginxPeerOptions {
  readonly weight: number;
  readonly maxFails: number;
  readonly failTimeoutMs: number;
  readonly maxConns: number;
  readonly down: boolean;
}

export class NginxRoundRobin {
  readonly peers: Peer[];

  constructor(options: readonly NginxPeerOptions[]) {
    this.peers = options.map(({ weight, maxFails, failTimeoutMs, maxConns, down }) => ({
      weight,
      effectiveWeight: weight,
      currentWeight: 0,
      conns: 0,
      maxConns,
      fails: 0,
      maxFails,
      failTimeout: failTimeoutMs,
      accessed: 0,
      checked: 0,
      down,
    }));
  }

  /** ngx_http_upstream_get_peer: the index of the peer, or null for NGX_BUSY. */
  get(now: number, tried: ReadonlySet<number>): number | null {
    let best: Peer | null = null;
    let total = 0;
    for (const [i, peer] of this.peers.entries()) {
      if (tried.has(i)) continue;
      if (peer.down) continue;
      if (peer.maxFails && peer.fails >= peer.maxFails && now - peer.checked <= peer.failTimeout) continue;
      if (peer.maxConns && peer.conns >= peer.maxConns) continue;
      peer.currentWeight += peer.effectiveWeight;
      total += peer.effectiveWeight;
      if (peer.effectiveWeight < peer.weight) peer.effectiveWeight++;
      if (best === null || peer.currentWeight > best.currentWeight) best = peer;
    }
    if (best === null) return null;
    best.currentWeight -= total;
    if (now - best.checked > best.failTimeout) best.checked = now;
    best.conns++;
    return this.peers.indexOf(best);
  }

  /** ngx_http_upstream_free_round_robin_peer. */
  free(index: number, now: number, failed: boolean): void {
    const peer = this.peers[index];
    if (failed) {
      peer.fails++;
      peer.accessed = now;
      peer.checked = now;
      if (peer.maxFails) peer.effectiveWeight -= Math.trunc(peer.weight / peer.maxFails);
      if (peer.effectiveWeight < 0) peer.effectiveWeight = 0;
    } else if (peer.accessed < peer.checked) {
      peer.fails = 0;
    }
    peer.conns--;
  }
}
