import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Peer } from "../../../src/core/balance/peer.ts";
import { SmoothWeightedRoundRobin } from "../../../src/core/balance/smooth-weighted-round-robin.ts";

const peersOf = (...weights: number[]): Peer[] =>
  weights.map((weight, index) => new Peer({ name: String.fromCharCode(97 + index), weight }, index));

test("weights 5, 1, 1 give nginx's order", () => {
  const policy = new SmoothWeightedRoundRobin();
  const peers = peersOf(5, 1, 1);
  let order = "";
  for (let i = 0; i < 14; i++) order += policy.pick(peers, null, 0)?.name;
  assert.equal(order, "aabacaaaabacaa");
});

test("each round of the weights' sum picks every peer exactly its weight times", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 8 }), (weights) => {
      const policy = new SmoothWeightedRoundRobin();
      const peers = peersOf(...weights);
      const sum = weights.reduce((a, b) => a + b, 0);
      for (let round = 0; round < 3; round++) {
        const picks = weights.map(() => 0);
        for (let i = 0; i < sum; i++) picks[policy.pick(peers, null, 0)!.index]++;
        assert.deepEqual(picks, weights);
      }
    }),
    { numRuns: 200 },
  );
});

test("tried, down and full peers are left out", () => {
  const policy = new SmoothWeightedRoundRobin();
  const [a, b, c] = peersOf(1, 1, 1);
  b.down = true;
  assert.equal(policy.pick([a, b, c], new Set([a]), 0), c);
  assert.equal(policy.pick([a, b, c], new Set([a, c]), 0), null);
  const full = new Peer({ name: "full", maxConns: 1 }, 0);
  full.active = 1;
  assert.equal(policy.pick([full], null, 0), null);
});

test("an effective weight lowered by a failure grows back by one a round", () => {
  const policy = new SmoothWeightedRoundRobin();
  const peers = peersOf(3, 3);
  peers[0].effectiveWeight = 0;
  const weights: number[] = [];
  for (let i = 0; i < 4; i++) {
    policy.pick(peers, null, 0);
    weights.push(peers[0].effectiveWeight);
  }
  assert.deepEqual(weights, [1, 2, 3, 3]);
});
