/** What a worker says about itself. */
export interface LoadReport {
  /** Exchanges being answered. */
  readonly inFlight: number;
  /** Open connections, idle ones too. */
  readonly connections: number;
  /** Connections it has taken over since it started: tells which of those given to it the report already counts. */
  readonly taken: number;
}

interface Entry<Id> {
  readonly id: Id;
  report: LoadReport;
  given: number;
  /** Turn of the last pick: among equals the one that waited longest is next. */
  turn: number;
}

/**
 * Picks the worker with the least to do: exchanges it reported plus connections given to it that its report does not know
 * yet; among equals the one with fewer open connections, then the one that waited longest. Pure; owned by a dispatcher.
 */
export class LeastBusy<Id> {
  private readonly entries = new Map<Id, Entry<Id>>();
  private turn = 0;

  add(id: Id): void {
    const report = { inFlight: 0, connections: 0, taken: 0 };
    if (!this.entries.has(id)) this.entries.set(id, { id, report, given: 0, turn: 0 });
  }

  remove(id: Id): void {
    this.entries.delete(id);
  }

  report(id: Id, report: LoadReport): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.report = report;
  }

  /** A connection went to `id`. */
  gave(id: Id): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.given++;
    entry.turn = ++this.turn;
  }

  /** A connection given to `id` did not get there after all. */
  revoked(id: Id): void {
    const entry = this.entries.get(id);
    if (entry !== undefined) entry.given--;
  }

  /** Exchanges reported plus connections on their way. */
  load(id: Id): number {
    const entry = this.entries.get(id);
    return entry === undefined ? 0 : entry.report.inFlight + pending(entry);
  }

  /** The least busy of those that may be picked; undefined if there is none. */
  pick(eligible: (id: Id) => boolean): Id | undefined {
    let best: Entry<Id> | undefined;
    for (const entry of this.entries.values()) {
      if (eligible(entry.id) && (best === undefined || before(entry, best))) best = entry;
    }
    return best?.id;
  }
}

function pending<Id>(entry: Entry<Id>): number {
  return Math.max(0, entry.given - entry.report.taken);
}

function before<Id>(a: Entry<Id>, b: Entry<Id>): boolean {
  const [ofA, ofB] = [pending(a), pending(b)];
  const busy = a.report.inFlight + ofA - (b.report.inFlight + ofB);
  if (busy !== 0) return busy < 0;
  const open = a.report.connections + ofA - (b.report.connections + ofB);
  return open !== 0 ? open < 0 : a.turn < b.turn;
}
