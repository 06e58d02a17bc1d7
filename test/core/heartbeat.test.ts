import assert from "node:assert/strict";
import { test } from "node:test";
import { Heartbeat } from "../../src/core/heartbeat.ts";

test("quiet, then dead; a beat starts over", () => {
  const heartbeat = new Heartbeat(2000, 30_000, 500);
  const pulses = Array.from({ length: 60 }, () => heartbeat.tick(500));
  assert.equal(pulses.indexOf("quiet"), 3);
  assert.equal(pulses.indexOf("dead"), 59);
  heartbeat.beat();
  assert.equal(heartbeat.tick(500), "alive");
});

test("a watcher that slept for an hour does not take anyone for dead", () => {
  const heartbeat = new Heartbeat(2000, 30_000, 500);
  assert.equal(heartbeat.tick(3_600_000), "alive");
});

test("0: never dead", () => {
  const heartbeat = new Heartbeat(2000, 0, 500);
  for (let i = 0; i < 1000; i++) heartbeat.tick(500);
  assert.equal(heartbeat.tick(500), "quiet");
});
