import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSize, parseTime } from "../../../src/balancer/nginx/units.ts";

test("times", () => {
  const table: [string, number | undefined][] = [
    ["0", 0],
    ["30", 30_000],
    ["500ms", 500],
    ["10s", 10_000],
    ["1m", 60_000],
    ["1h 30m", 5_400_000],
    ["1d12h", 129_600_000],
    ["1w", 604_800_000],
    ["1M", 2_592_000_000],
    ["1y", 31_536_000_000],
    ["1m30", 90_000],
    ["30m1h", undefined],
    ["1s1s", undefined],
    ["30 1s", undefined],
    ["1x", undefined],
    ["-1", undefined],
    ["1.5s", undefined],
    ["", undefined],
    ["ms", undefined],
    ["999999999999y", undefined],
  ];
  for (const [text, ms] of table) assert.equal(parseTime(text), ms, text);
});

test("sizes", () => {
  const table: [string, number | undefined][] = [
    ["0", 0],
    ["512", 512],
    ["8k", 8192],
    ["1m", 1_048_576],
    ["2G", 2_147_483_648],
    ["1t", undefined],
    ["-1", undefined],
    ["k", undefined],
    ["1 k", undefined],
    ["999999999999999g", undefined],
  ];
  for (const [text, bytes] of table) assert.equal(parseSize(text), bytes, text);
});
