import type { Lifecycle } from "../../core/lifecycle.ts";

/** What is known of a replica. */
export interface ReplicaView {
  readonly state: Lifecycle;
  /** Its event loop runs. */
  readonly answering: boolean;
}

/**
 * Which replicas take requests: those that are ready and answer; if none does, those that are ready (a blocked one may come
 * back); if none is, all, so that the first that listens again is found at once.
 */
export function rotation(replicas: readonly ReplicaView[]): boolean[] {
  const ready = replicas.map(({ state }) => state === "ready");
  const answering = replicas.map((replica, index) => ready[index] && replica.answering);
  if (answering.includes(true)) return answering;
  return ready.includes(true) ? ready : replicas.map(() => true);
}
