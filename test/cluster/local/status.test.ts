import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate, statesText, statusText } from "../../../src/cluster/local/status.ts";

const ready = { state: "ready", answering: true } as const;
const counts = { inFlight: 3, requests: 12_345, failed: 2 };

test("equal states are counted, different ones named", () => {
  assert.equal(
    statesText({ replicas: [ready, ready], balancer: "ready", ...counts }),
    "replicas 2 ready | balancer ready",
  );
  const replicas = [ready, { state: "failed", answering: true }, ready, { state: "ready", answering: false }] as const;
  assert.equal(
    statesText({ replicas, balancer: "starting", ...counts }),
    "replicas #0 #2 ready, #1 failed, #3 ready but not answering | balancer starting",
  );
});

test("the live line adds load, rate and failures", () => {
  assert.equal(
    statusText({ replicas: [ready], balancer: "ready", ...counts }, 1234.4),
    "replicas 1 ready | balancer ready | 3 in flight | 1,234 req/s | 12,345 served, 2 failed",
  );
});

test("the rate is that of about the last second", () => {
  const rate = new Rate();
  assert.equal(rate.add(0, 0), 0);
  assert.equal(rate.add(500, 100), 200);
  assert.equal(rate.add(1000, 200), 200);
  assert.equal(rate.add(2000, 200), 0);
  assert.equal(rate.add(3000, 1200), 1000);
});
