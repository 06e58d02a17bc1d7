import assert from "node:assert/strict";
import { test } from "node:test";
import { rotation } from "../../../src/cluster/local/rotation.ts";
import type { Lifecycle } from "../../../src/core/lifecycle.ts";

const view = (state: Lifecycle, answering = true) => ({ state, answering });

for (const [what, replicas, expected] of [
  ["those that are ready and answer", [view("ready"), view("starting"), view("ready", false)], [true, false, false]],
  ["blocked ones, if no other is ready", [view("ready", false), view("failed")], [true, false]],
  ["all, if none is ready: the first that listens is found at once", [view("failed"), view("starting")], [true, true]],
] as const) {
  test(`requests go to ${what}`, () => assert.deepEqual(rotation(replicas), expected));
}
