import { LeastBusy, type LoadReport } from "../core/balance/least-busy.ts";
import type { Clock } from "../core/clock.ts";
import type { RawHandle } from "../server/types.ts";
import { leaseMs } from "./protocol.ts";

/** A worker as the dispatcher sees it. */
export interface Carrier {
  /** Sends the connection over. It is not closed here: the dispatcher keeps it until the worker confirms. */
  pass(lease: number, at: number, handle: RawHandle): void;
}

interface Lease {
  readonly id: number;
  readonly handle: RawHandle;
  readonly at: number;
  /** Seen overdue once. It is revoked on the next sweep: a confirmation that waits unread is heard in between. */
  overdue: boolean;
  /** Given to another worker since; only the transport still waits for the first one. */
  revoked: boolean;
}

interface Seat {
  lease: Lease | null;
  answering: boolean;
}

/** A worker discards after `leaseMs`; as long again is for its answer to arrive. */
const confirmMs = 2 * leaseMs;

/** How long a connection waits for a less busy worker to confirm the one before. */
const patienceMs = 20;

/**
 * Hands accepted, unread connections to the least busy worker that answers. Made by the supervisor; owns every connection
 * between accept and a worker's confirmation; ends with `close()`.
 *
 * One unconfirmed lease a worker: Node's IPC sends one handle at a time anyway (each waits for an ACK of the receiver's
 * event loop), and a queue of our own can still be given to others when that worker is blocked or dies.
 */
export class Dispatcher {
  private readonly clock: Clock;
  private readonly policy = new LeastBusy<Carrier>();
  private readonly seats = new Map<Carrier, Seat>();
  private queue: RawHandle[] = [];
  private lastLease = 0;
  private sweeper: NodeJS.Timeout | null = null;
  private waiter: NodeJS.Timeout | null = null;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Accepted connections that no worker has yet. */
  get waiting(): number {
    return this.queue.length;
  }

  /** A worker is ready. */
  add(worker: Carrier): void {
    if (this.seats.has(worker)) return;
    this.seats.set(worker, { lease: null, answering: true });
    this.policy.add(worker);
    this.flush();
  }

  /** A worker drains or is dead: its unconfirmed connection goes to another. */
  remove(worker: Carrier): void {
    const lease = this.seats.get(worker)?.lease;
    this.seats.delete(worker);
    this.policy.remove(worker);
    if (lease !== null && lease !== undefined && !lease.revoked) this.queue.unshift(lease.handle);
    this.flush();
  }

  /** Takes a worker whose heartbeat stopped out of rotation, or puts it back. */
  answering(worker: Carrier, yes: boolean): void {
    const seat = this.seats.get(worker);
    if (seat === undefined || seat.answering === yes) return;
    seat.answering = yes;
    this.flush();
  }

  report(worker: Carrier, load: LoadReport): void {
    this.policy.report(worker, load);
    this.answering(worker, true);
  }

  /** A connection was accepted. */
  accept(handle: RawHandle): void {
    this.queue.push(handle);
    this.flush();
  }

  /** The worker has the connection: our copy of the descriptor goes. */
  taken(worker: Carrier, id: number, load: LoadReport): void {
    this.policy.report(worker, load);
    const seat = this.seats.get(worker);
    const lease = seat?.lease;
    if (seat === undefined || lease === null || lease === undefined || lease.id !== id) return;
    seat.lease = null;
    seat.answering = true;
    const position = lease.revoked ? this.queue.indexOf(lease.handle) : -1;
    if (position >= 0) this.queue.splice(position, 1);
    if (position >= 0 || !lease.revoked) lease.handle.close();
    this.flush();
  }

  /** The worker did not take it. */
  refused(worker: Carrier, id: number): void {
    const seat = this.seats.get(worker);
    const lease = seat?.lease;
    if (seat === undefined || lease === null || lease === undefined || lease.id !== id) return;
    seat.lease = null;
    seat.answering = true;
    if (!lease.revoked) {
      this.policy.revoked(worker);
      this.queue.unshift(lease.handle);
    }
    this.flush();
  }

  /** Revokes leases that no worker confirmed in time. Called by a timer while there are any. */
  sweep(): void {
    const now = this.clock.now();
    let open = 0;
    for (const [worker, seat] of this.seats) {
      const lease = seat.lease;
      if (lease === null || lease.revoked) continue;
      open++;
      if (now - lease.at < confirmMs) continue;
      if (!lease.overdue) {
        lease.overdue = true;
        continue;
      }
      lease.revoked = true;
      seat.answering = false;
      this.policy.revoked(worker);
      this.queue.unshift(lease.handle);
    }
    if (open === 0 && this.sweeper !== null) {
      clearInterval(this.sweeper);
      this.sweeper = null;
    }
    this.flush();
  }

  /** Closes what nobody took; returns how many. */
  close(): number {
    const left = this.queue;
    for (const seat of this.seats.values()) {
      if (seat.lease !== null && !seat.lease.revoked) left.push(seat.lease.handle);
    }
    this.queue = [];
    this.seats.clear();
    for (const handle of left) handle.close();
    if (this.sweeper !== null) clearInterval(this.sweeper);
    if (this.waiter !== null) clearTimeout(this.waiter);
    this.sweeper = null;
    this.waiter = null;
    return left.length;
  }

  private flush(): void {
    while (this.queue.length > 0) {
      const worker = this.policy.pick((id) => this.available(id));
      const seat = worker === undefined ? undefined : this.seats.get(worker);
      if (worker === undefined || seat === undefined) return;
      if (seat.lease !== null) {
        this.waiter ??= setTimeout(() => {
          this.waiter = null;
          this.flush();
        }, patienceMs);
        return;
      }
      const handle = this.queue.shift() as RawHandle;
      const lease = { id: ++this.lastLease, handle, at: this.clock.now(), overdue: false, revoked: false };
      seat.lease = lease;
      this.policy.gave(worker);
      this.sweeper ??= setInterval(() => this.sweep(), leaseMs / 2);
      worker.pass(lease.id, lease.at, handle);
    }
  }

  /** Free, or about to be: the least busy worker is worth a moment, but not one that does not confirm. */
  private available(worker: Carrier): boolean {
    const seat = this.seats.get(worker);
    if (seat === undefined || !seat.answering) return false;
    return seat.lease === null || this.clock.now() - seat.lease.at < patienceMs;
  }
}
