import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { KeepAliveGuard, keepAliveHintMs } from "../../../src/core/balance/keep-alive-guard.ts";
import { FakeClock } from "./fake-clock.ts";

test("an unknown peer: up to 1 s, idempotent requests always", () => {
  const guard = new KeepAliveGuard(new FakeClock());
  assert.equal(guard.mayCarry(999, false), true);
  assert.equal(guard.mayCarry(1000, false), false);
  assert.equal(guard.mayCarry(1_000_000, true), true);
});

test("uvicorn: a close after 5 s is learned, with a margin", () => {
  const guard = new KeepAliveGuard(new FakeClock());
  guard.idleClosed(5003);
  assert.equal(guard.mayCarry(3900, false), true);
  assert.equal(guard.mayCarry(4100, false), false);
});

test("the shortest close counts, and is forgotten in time", () => {
  const clock = new FakeClock();
  const guard = new KeepAliveGuard(clock);
  guard.idleClosed(30_000);
  clock.advance(1000);
  guard.idleClosed(5000);
  clock.advance(1000);
  guard.idleClosed(20_000);
  assert.equal(guard.safeMs, 4000);
  clock.advance(499_000);
  assert.equal(guard.safeMs, 18_000, "the close after 5 s is 500 s old");
  clock.advance(101_000);
  assert.equal(guard.safeMs, 1000, "nothing known any more");
});

test("a hint holds at once, and what is learned may lower it", () => {
  const guard = new KeepAliveGuard(new FakeClock());
  guard.hint(75_000);
  assert.equal(guard.safeMs, 73_000);
  guard.hint(5000);
  assert.equal(guard.safeMs, 4000);
  guard.idleClosed(2000);
  assert.equal(guard.safeMs, 1500);
});

test("a peer that closes at once carries nothing twice", () => {
  const guard = new KeepAliveGuard(new FakeClock());
  guard.idleClosed(3);
  assert.equal(guard.mayCarry(0, false), false);
});

test("what a killed peer seemed to teach is soon forgotten", () => {
  const clock = new FakeClock();
  const guard = new KeepAliveGuard(clock);
  for (let i = 0; i < 64; i++) guard.idleClosed(i / 10);
  assert.equal(guard.mayCarry(0, false), false);
  clock.advance(10_000);
  assert.equal(guard.mayCarry(500, false), true);
});

test("a peer going down closes connections of all ages at once: no idle limit is learned", () => {
  const clock = new FakeClock();
  const guard = new KeepAliveGuard(clock);
  guard.idleClosed(5000);
  clock.advance(10_000);
  for (const age of [20, 400, 1900, 3000]) guard.idleClosed(age);
  assert.equal(guard.safeMs, 4000);
});

test("never past the shortest remembered close, whatever is observed", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 1, maxLength: 32 }), (ages) => {
      const clock = new FakeClock();
      const guard = new KeepAliveGuard(clock);
      for (const age of ages) {
        clock.advance(100);
        guard.idleClosed(age);
      }
      assert.ok(guard.safeMs < Math.min(...ages));
    }),
  );
});

test("Keep-Alive fields", () => {
  assert.equal(keepAliveHintMs("timeout=5"), 5000);
  assert.equal(keepAliveHintMs("max=100, Timeout = 72"), 72_000);
  assert.equal(keepAliveHintMs("max=100"), undefined);
  assert.equal(keepAliveHintMs("xtimeout=4"), undefined);
});
