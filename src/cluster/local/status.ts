import type { FleetStatus } from "./fleet.ts";

/** States of the parts in one line, equal ones together: `replicas 3 ready, balancer ready`. */
export function statesText({ replicas, balancer }: FleetStatus): string {
  const groups = new Map<string, number[]>();
  replicas.forEach(({ state, answering }, index) => {
    const word = state === "ready" && !answering ? "ready but not answering" : state;
    groups.set(word, [...(groups.get(word) ?? []), index]);
  });
  const parts = [...groups].map(([word, indexes]) =>
    groups.size === 1 ? `${indexes.length} ${word}` : `${indexes.map((index) => `#${index}`).join(" ")} ${word}`,
  );
  return `replicas ${parts.join(", ")} | balancer ${balancer}`;
}

/** The live line. `requestsPerSecond` is that of the last moments. */
export function statusText(status: FleetStatus, requestsPerSecond: number): string {
  const { inFlight, requests, failed } = status;
  const rate = Math.round(requestsPerSecond);
  const load = `${inFlight} in flight | ${number(rate)} req/s | ${number(requests)} served, ${number(failed)} failed`;
  return `${statesText(status)} | ${load}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** Requests a second, from counts that arrive in steps: over at least the last second. */
export class Rate {
  private readonly samples: { readonly at: number; readonly count: number }[] = [];

  /** `at` in milliseconds of a monotonic clock. Returns requests a second. */
  add(at: number, count: number): number {
    this.samples.push({ at, count });
    while (this.samples.length > 2 && at - this.samples[1].at >= 1000) this.samples.shift();
    const [first] = this.samples;
    return at === first.at ? 0 : ((count - first.count) * 1000) / (at - first.at);
  }
}
