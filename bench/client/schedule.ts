/**
 * When requests of an open loop are due: evenly spaced, fixed beforehand, whatever the server does. Latency counts from
 * the due time, so a server that stalls pays for every request that fell due meanwhile (no coordinated omission).
 */
export class Schedule {
  private readonly startMs: number;
  private readonly gapMs: number;
  readonly total: number;
  private issued = 0;

  /** `perSecond` requests from `startMs` on, for `seconds`. */
  constructor(startMs: number, perSecond: number, seconds: number) {
    this.startMs = startMs;
    this.gapMs = 1000 / perSecond;
    this.total = Math.max(1, Math.floor(perSecond * seconds));
  }

  /** Due time of the next request if that has come by `nowMs`, else null. Each call that gives a time takes a request. */
  take(nowMs: number): number | null {
    if (this.issued >= this.total) return null;
    const due = this.startMs + this.issued * this.gapMs;
    if (due > nowMs) return null;
    this.issued += 1;
    return due;
  }

  get done(): boolean {
    return this.issued >= this.total;
  }
}
