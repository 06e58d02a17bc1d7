import assert from "node:assert/strict";
import { test } from "node:test";
import { Schedule } from "../../bench/client/schedule.ts";

function drain(schedule: Schedule, now: number): number[] {
  const due: number[] = [];
  for (let time = schedule.take(now); time !== null; time = schedule.take(now)) due.push(time);
  return due;
}

test("requests fall due evenly and none before its time", () => {
  const schedule = new Schedule(100, 1000, 0.005);
  assert.equal(schedule.total, 5);
  assert.equal(schedule.take(99.9), null);
  assert.deepEqual(drain(schedule, 100), [100]);
  assert.deepEqual(drain(schedule, 102), [101, 102]);
  assert.equal(schedule.done, false);
});

test("a stall does not move the schedule", () => {
  const schedule = new Schedule(0, 100, 0.1);
  drain(schedule, 0);
  assert.deepEqual(drain(schedule, 75), [10, 20, 30, 40, 50, 60, 70]);
  assert.deepEqual(drain(schedule, 1000), [80, 90]);
  assert.equal(schedule.done, true);
  assert.equal(schedule.take(2000), null);
});
