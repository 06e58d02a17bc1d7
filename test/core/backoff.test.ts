import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Backoff } from "../../src/core/backoff.ts";

test("at once first, then twice as long each time up to the cap", () => {
  const backoff = new Backoff({ now: () => 0 }, { baseMs: 100, capMs: 500 });
  assert.deepEqual(
    Array.from({ length: 6 }, () => backoff.ended()),
    [0, 100, 200, 400, 500, 500],
  );
});

test("a healthy run starts it over, a short one does not", () => {
  let now = 0;
  const backoff = new Backoff({ now: () => now }, { baseMs: 100, healthyMs: 1000 });
  backoff.ended();
  backoff.ready();
  now += 999;
  assert.equal(backoff.ended(), 100);
  backoff.ready();
  now += 1000;
  assert.equal(backoff.ended(), 0);
  assert.equal(backoff.ended(), 100);
});

test("never beyond the cap, never negative, and never shorter without a healthy run", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9999), { maxLength: 40 }), (runs) => {
      let now = 0;
      const backoff = new Backoff({ now: () => now });
      let last = 0;
      for (const run of runs) {
        backoff.ready();
        now += run;
        const delay = backoff.ended();
        assert.ok(delay >= last && delay <= 30_000);
        last = delay;
        now += delay;
      }
    }),
  );
});
