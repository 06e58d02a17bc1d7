import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { estimate, median, pairedRatios, percentile, turnOrder } from "../../bench/stats.ts";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

test("the median is the middle value, or the mean of the two middle ones", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([10, 9, 2, 1]), 5.5);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]), RangeError);
  assert.throws(() => median([1, Number.NaN]), TypeError);
});

test("as many values lie below the median as above it", () => {
  fc.assert(
    fc.property(values, (list) => {
      const middle = median(list);
      const half = list.length / 2;
      assert.ok(list.filter((value) => value < middle).length <= half);
      assert.ok(list.filter((value) => value > middle).length <= half);
    }),
  );
});

test("percentiles are nearest ranks", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile(hundred, 0), 1);
  assert.throws(() => percentile(hundred, 1.1), RangeError);
  assert.throws(() => percentile([], 0.5), RangeError);
});

test("the interval uses the ranks of the sign test's table", () => {
  const ranks = (n: number) => {
    const { low, high } = estimate(Array.from({ length: n }, (_, i) => i + 1));
    return [low, high];
  };
  // Conover, Practical Nonparametric Statistics: 95 % limits for the median.
  assert.deepEqual(ranks(6), [1, 6]);
  assert.deepEqual(ranks(9), [2, 8]);
  assert.deepEqual(ranks(10), [2, 9]);
  assert.deepEqual(ranks(15), [4, 12]);
  assert.deepEqual(ranks(20), [6, 15]);
  assert.deepEqual(ranks(25), [8, 18]);
});

test("coverage is stated as it is, too few rounds included", () => {
  assert.ok(Math.abs(estimate([1, 2, 3, 4, 5, 6, 7, 8, 9]).coverage - 0.9609375) < 1e-12);
  assert.equal(estimate([1, 2, 3, 4, 5]).coverage, 0.9375);
  assert.deepEqual(estimate([4]), { median: 4, low: 4, high: 4, coverage: 0, count: 1 });
});

test("the interval holds the median and its coverage never falls below what was asked when that is possible", () => {
  fc.assert(
    fc.property(values, (list) => {
      const { low, high, median: middle, coverage } = estimate(list);
      assert.ok(low <= middle && middle <= high);
      if (list.length >= 6) assert.ok(coverage >= 0.95, `${coverage} for ${list.length}`);
    }),
  );
});

test("the interval covers the true median about as often as it says", () => {
  let seed = 12345;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  let held = 0;
  const tries = 4000;
  for (let i = 0; i < tries; i++) {
    const { low, high } = estimate(Array.from({ length: 9 }, () => random() ** 3));
    if (low <= 0.125 && 0.125 <= high) held += 1;
  }
  assert.ok(Math.abs(held / tries - 0.961) < 0.015, `${held / tries}`);
});

test("ratios pair round with round", () => {
  assert.deepEqual(pairedRatios([10, 30], [20, 10]), [0.5, 3]);
  assert.throws(() => pairedRatios([1], [1, 2]), RangeError);
});

test("each peer takes each place equally often", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), (peers) => {
      const places = Array.from({ length: peers }, () => new Array<number>(peers).fill(0));
      for (let round = 0; round < 2 * peers; round++) {
        const order = turnOrder(peers, round);
        assert.deepEqual(
          [...order].sort((a, b) => a - b),
          Array.from({ length: peers }, (_, i) => i),
        );
        for (const [place, peer] of order.entries()) places[peer][place] += 1;
      }
      assert.ok(places.flat().every((count) => count === 2));
    }),
  );
});
