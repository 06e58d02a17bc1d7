import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RateLimiter } from "../../../src/app/middleware/rate-limiter.ts";

class FakeClock {
  ms = 1000;
  now(): number {
    return this.ms;
  }
}

const limiter = (limit: number, windowMs: number, maxKeys = 100) => {
  const clock = new FakeClock();
  return { clock, limiter: new RateLimiter({ limit, windowMs, maxKeys, clock }) };
};

test("a limit's worth at once, then one for each part of the window that has passed", () => {
  const { clock, limiter: five } = limiter(5, 1000);
  const remaining = Array.from({ length: 5 }, () => five.take("a").remaining);
  assert.deepEqual(remaining, [4, 3, 2, 1, 0]);
  assert.deepEqual(five.take("a"), { allowed: false, remaining: 0, retryMs: 200, resetMs: 1000 });
  assert.equal(five.take("b").allowed, true);
  clock.ms += 199;
  assert.deepEqual(five.take("a"), { allowed: false, remaining: 0, retryMs: 1, resetMs: 801 });
  clock.ms += 1;
  assert.equal(five.take("a").allowed, true);
  assert.equal(five.take("a").allowed, false);
  clock.ms += 5000;
  assert.equal(five.take("a").remaining, 4);
});

test("allows what a token bucket allows, whatever comes when", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 5000 }),
      fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 }),
      (limit, windowMs, gaps) => {
        const { clock, limiter: ours } = limiter(limit, windowMs);
        let tokens = limit;
        for (const gap of gaps) {
          clock.ms += gap;
          tokens = Math.min(limit, tokens + (gap * limit) / windowMs);
          const { allowed, remaining, retryMs } = ours.take("a");
          // Where the bucket is at a whole token, sums of fractions may fall on either side.
          if (Math.abs(tokens - Math.round(tokens)) > 1e-3) assert.equal(allowed, tokens >= 1);
          if (allowed) tokens -= 1;
          assert.ok(remaining >= 0 && remaining <= limit - 1);
          assert.equal(retryMs > 0, remaining === 0);
        }
      },
    ),
  );
});

test("waiting as long as it says is enough, and a bit less is not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 5000 }), (limit, windowMs) => {
      const { clock, limiter: ours } = limiter(limit, windowMs);
      for (let i = 0; i < limit; i++) ours.take("a");
      const { retryMs } = ours.take("a");
      clock.ms += retryMs * 0.98;
      assert.equal(ours.take("a").allowed, false);
      clock.ms += retryMs * 0.02;
      assert.equal(ours.take("a").allowed, true);
    }),
  );
});

test("a flood of keys takes bounded memory, and what it left goes away", () => {
  const { clock, limiter: small } = limiter(1, 1000, 50);
  for (let i = 0; i < 10_000; i++) {
    small.take(`flood ${i}`);
    assert.ok(small.size <= 50);
  }
  assert.equal(small.take("flood 9999").allowed, false);
  clock.ms += 2000;
  for (let i = 0; i < 60; i++) small.take("one");
  for (let i = 0; i < 30; i++) small.take(`later ${i}`);
  assert.ok(small.size <= 31, `${small.size}`);
});

test("who keeps asking is not forgotten in a flood", () => {
  const { limiter: small } = limiter(1, 1000, 50);
  small.take("greedy");
  for (let i = 0; i < 1000; i++) {
    small.take(`flood ${i}`);
    assert.equal(small.take("greedy").allowed, false);
  }
});

test("long keys are told apart, and take no more memory than short ones", () => {
  const { limiter: ours } = limiter(1, 1000, 1_000_000);
  const start = "x".repeat(10_000);
  assert.equal(ours.take(`${start}a`).allowed, true);
  assert.equal(ours.take(`${start}b`).allowed, true);
  assert.equal(ours.take(`a${start}`).allowed, true);
  assert.equal(ours.take(`${start}a`).allowed, false);
  const seen = new Set<boolean>();
  for (let i = 0; i < 20_000; i++) seen.add(ours.take(`${start}${i}`).allowed);
  assert.deepEqual([...seen], [true]);
});
