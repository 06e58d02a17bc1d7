import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LeastBusy } from "../../../src/core/balance/least-busy.ts";

const everyone = () => true;

test("connections given since the report count as load", () => {
  const policy = new LeastBusy<string>();
  policy.add("a");
  policy.add("b");
  policy.report("a", { inFlight: 1, connections: 1, taken: 0 });
  for (let i = 0; i < 2; i++) {
    assert.equal(policy.pick(everyone), "b");
    policy.gave("b");
    policy.report("a", { inFlight: 2, connections: 2, taken: 0 });
  }
  assert.equal(policy.load("b"), 2);
  policy.report("b", { inFlight: 1, connections: 2, taken: 2 });
  assert.equal(policy.load("b"), 1);
});

test("nobody eligible, nobody picked", () => {
  const policy = new LeastBusy<string>();
  assert.equal(policy.pick(everyone), undefined);
  policy.add("a");
  assert.equal(
    policy.pick(() => false),
    undefined,
  );
  policy.remove("a");
  assert.equal(policy.pick(everyone), undefined);
});

test("the pick is eligible and no eligible worker has less to do", () => {
  const load = fc.record({
    inFlight: fc.nat(50),
    connections: fc.nat(50),
    taken: fc.nat(5),
    given: fc.nat(9),
    on: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(load, { minLength: 1, maxLength: 12 }), (loads) => {
      const policy = new LeastBusy<number>();
      loads.forEach((entry, id) => {
        policy.add(id);
        for (let i = 0; i < entry.given; i++) policy.gave(id);
        policy.report(id, entry);
      });
      const eligible = (id: number) => loads[id].on;
      const picked = policy.pick(eligible);
      const best = loads.flatMap((entry, id) => (entry.on ? [policy.load(id)] : []));
      if (picked === undefined) assert.equal(best.length, 0);
      else {
        assert.ok(eligible(picked));
        assert.equal(policy.load(picked), Math.min(...best));
      }
    }),
  );
});

test("equal workers get equal shares", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 20 }), (workers, rounds) => {
      const policy = new LeastBusy<number>();
      const shares = new Array(workers).fill(0);
      for (let id = 0; id < workers; id++) policy.add(id);
      for (let i = 0; i < workers * rounds; i++) {
        const id = policy.pick(everyone) as number;
        shares[id]++;
        policy.gave(id);
        // Taken, answered, closed: idle again.
        policy.report(id, { inFlight: 0, connections: 0, taken: shares[id] });
      }
      assert.deepEqual(shares, new Array(workers).fill(rounds));
    }),
  );
});
