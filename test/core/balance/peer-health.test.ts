import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerHealth } from "../../../src/core/balance/peer-health.ts";

test("one failure rests the peer for fail_timeout, then one probe goes through", () => {
  const health = new PeerHealth(1, 10_000);
  assert.equal(health.available(0), true);
  health.picked(0);
  assert.equal(health.failed(0), true);
  assert.equal(health.available(1), false);
  assert.equal(health.available(10_000), false);
  assert.equal(health.available(10_001), true);
  health.picked(10_001);
  assert.equal(health.available(10_001), false, "a second probe at once is refused");
  assert.equal(health.available(20_002), true, "a probe that was never answered does not lock the peer out");
});

test("a successful probe brings the peer back", () => {
  const health = new PeerHealth(1, 10_000);
  health.picked(0);
  health.failed(0);
  health.picked(10_001);
  assert.equal(health.succeeded(), true);
  assert.equal(health.available(10_002), true);
  assert.equal(health.resting, false);
});

test("a failed probe rests the peer again", () => {
  const health = new PeerHealth(1, 10_000);
  health.failed(0);
  health.picked(10_001);
  assert.equal(health.failed(10_500), false, "it rested already: nothing new to report");
  assert.equal(health.available(20_500), false);
  assert.equal(health.available(20_501), true);
});

test("of the requests that fail together only the first makes the peer rest", () => {
  const health = new PeerHealth(1, 10_000);
  assert.deepEqual([health.failed(0), health.failed(0), health.failed(3)], [true, false, false]);
});

test("the answer to a request sent before the failure proves nothing", () => {
  const health = new PeerHealth(1, 10_000);
  health.picked(0);
  health.failed(5);
  assert.equal(health.succeeded(), false);
  assert.equal(health.available(6), false);
});

test("failures add up within the window only", () => {
  const health = new PeerHealth(3, 10_000);
  health.picked(0);
  assert.equal(health.failed(0), false);
  assert.equal(health.failed(9_000), false);
  assert.equal(health.available(9_001), true);
  health.picked(19_001);
  health.succeeded();
  assert.equal(health.fails, 0);
  assert.equal(health.failed(19_002), false);
});

test("max_fails=0 never rests", () => {
  const health = new PeerHealth(0, 10_000);
  for (let i = 0; i < 100; i++) assert.equal(health.failed(i), false);
  assert.equal(health.available(100), true);
});
