import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RawHandle } from "../../src/server/types.ts";
import { Dispatcher } from "../../src/workers/dispatcher.ts";

interface Passed {
  readonly lease: number;
  readonly at: number;
  readonly handle: RawHandle;
}

class FakeWorker {
  readonly passed: Passed[] = [];

  pass(lease: number, at: number, handle: RawHandle): void {
    this.passed.push({ lease, at, handle });
  }

  get last(): Passed {
    return this.passed[this.passed.length - 1];
  }
}

const none = { inFlight: 0, connections: 0, taken: 0 };

class FakeHandle implements RawHandle {
  closed = 0;
  readonly fd = -1;

  close(): void {
    this.closed++;
  }
}

function setUp(count: number) {
  const clock = { time: 0, now: () => clock.time };
  const dispatcher = new Dispatcher(clock);
  const workers = Array.from({ length: count }, () => new FakeWorker());
  for (const worker of workers) dispatcher.add(worker);
  return { clock, dispatcher, workers };
}

test("our copy is closed when the worker confirms, not before", () => {
  const { dispatcher, workers } = setUp(1);
  const handle = new FakeHandle();
  dispatcher.accept(handle);
  assert.equal(workers[0].last.handle, handle);
  assert.equal(handle.closed, 0);
  dispatcher.taken(workers[0], workers[0].last.lease, none);
  assert.equal(handle.closed, 1);
  dispatcher.close();
  assert.equal(handle.closed, 1);
});

test("without a worker connections wait, in order", () => {
  const { dispatcher } = setUp(0);
  const handles = [new FakeHandle(), new FakeHandle()];
  for (const handle of handles) dispatcher.accept(handle);
  assert.equal(dispatcher.waiting, 2);
  const worker = new FakeWorker();
  dispatcher.add(worker);
  assert.equal(worker.last.handle, handles[0]);
  dispatcher.taken(worker, worker.last.lease, none);
  assert.equal(worker.last.handle, handles[1]);
  dispatcher.close();
});

test("an unconfirmed lease goes to another worker, and the silent one gets nothing until it answers", () => {
  const { clock, dispatcher, workers } = setUp(2);
  const handle = new FakeHandle();
  dispatcher.accept(handle);
  const [silent, other] = workers[0].passed.length === 1 ? workers : [workers[1], workers[0]];
  clock.time = 199;
  dispatcher.sweep();
  dispatcher.sweep();
  assert.equal(other.passed.length, 0);
  clock.time = 250;
  dispatcher.sweep();
  assert.equal(other.passed.length, 0);
  dispatcher.sweep();
  assert.equal(other.last.handle, handle);
  dispatcher.taken(other, other.last.lease, none);
  assert.equal(handle.closed, 1);
  for (let i = 0; i < 3; i++) {
    dispatcher.accept(new FakeHandle());
    dispatcher.taken(other, other.last.lease, none);
  }
  assert.equal(silent.passed.length, 1);
  dispatcher.refused(silent, silent.last.lease);
  dispatcher.report(other, { inFlight: 5, connections: 5, taken: 4 });
  dispatcher.accept(new FakeHandle());
  assert.equal(silent.passed.length, 2);
  assert.equal(handle.closed, 1);
  dispatcher.close();
});

test("a connection waits a moment for the least busy worker, then goes to another", () => {
  const { clock, dispatcher, workers } = setUp(2);
  const [idle, busy] = workers;
  dispatcher.report(busy, { inFlight: 9, connections: 9, taken: 0 });
  dispatcher.accept(new FakeHandle());
  dispatcher.accept(new FakeHandle());
  assert.deepEqual([idle.passed.length, busy.passed.length, dispatcher.waiting], [1, 0, 1]);
  dispatcher.taken(idle, idle.last.lease, none);
  assert.deepEqual([idle.passed.length, busy.passed.length, dispatcher.waiting], [2, 0, 0]);
  clock.time += 20;
  dispatcher.accept(new FakeHandle());
  assert.deepEqual([idle.passed.length, busy.passed.length, dispatcher.waiting], [2, 1, 0]);
  dispatcher.close();
});

test("the unconfirmed connection of a dead worker goes to another", () => {
  const { dispatcher, workers } = setUp(2);
  const handle = new FakeHandle();
  dispatcher.accept(handle);
  const [dead, other] = workers[0].passed.length === 1 ? workers : [workers[1], workers[0]];
  dispatcher.remove(dead);
  assert.equal(other.last.handle, handle);
  assert.equal(handle.closed, 0);
  assert.equal(dispatcher.close(), 1);
  assert.equal(handle.closed, 1);
});

test("whatever happens, every connection is closed exactly once", () => {
  const actions = fc.constantFrom("accept", "accept", "take", "refuse", "remove", "add", "quiet", "report", "wait");
  const step = fc.record({ action: actions, who: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { clock, dispatcher, workers } = setUp(4);
      const handles: FakeHandle[] = [];
      for (const { action, who } of steps) {
        const worker = workers[who];
        const last = worker.passed[worker.passed.length - 1];
        if (action === "accept") {
          handles.push(new FakeHandle());
          dispatcher.accept(handles[handles.length - 1]);
        } else if (action === "take") {
          // A worker keeps its side of the bargain: it takes nothing that is older than a lease.
          if (last !== undefined && clock.time - last.at <= 100) dispatcher.taken(worker, last.lease, none);
        } else if (action === "refuse") {
          if (last !== undefined) dispatcher.refused(worker, last.lease);
        } else if (action === "remove") dispatcher.remove(worker);
        else if (action === "add") dispatcher.add(worker);
        else if (action === "quiet") dispatcher.answering(worker, false);
        else if (action === "report") dispatcher.report(worker, none);
        else {
          clock.time += 60;
          dispatcher.sweep();
        }
        assert.ok(handles.every((handle) => handle.closed <= 1));
      }
      dispatcher.close();
      assert.deepEqual(
        handles.map((handle) => handle.closed),
        handles.map(() => 1),
      );
    }),
    { numRuns: 300 },
  );
});
