import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedCores } from "../../bench/machine.ts";
import { readOptions } from "../../bench/options.ts";
import { between } from "../../bench/report.ts";
import type { PeerResult, Result } from "../../bench/result.ts";
import { gridStep, picture } from "../../bench/svg.ts";
import { figure, markdownTable, textTable } from "../../bench/table.ts";
import { judge } from "../../bench/targets.ts";
import { UsageError } from "../../src/core/errors.ts";

function peer(name: string, costs: readonly number[], idle: readonly number[] = []): PeerResult {
  return {
    name,
    label: `${name} <server>`,
    version: "1.2.3",
    load: costs.map((cpuPerRequest, round) => ({
      ...{ round, requests: 1000, perSecond: 50_000, cpuPerRequest },
      residentBytes: 64 * 2 ** 20,
    })),
    latency: [],
    idle: idle.map((bytesPerConnection) => ({
      ...{ connections: 10_000, beforeBytes: 0, afterBytes: 0 },
      bytesPerConnection,
    })),
  };
}

function result(peers: PeerResult[]): Result {
  return {
    category: "servers",
    date: "2026-01-02T03:04:05.000Z",
    node: "v20.0.0",
    machine: { cpu: "A & B", cores: 2, memoryGiB: 8, kernel: "linux", loadGenerator: "wrk" },
    loadBefore: 0.1,
    settings: { rounds: 9, seconds: 4, connections: 64, latencyPerSecond: null, latencyShare: null, backend: null },
    peers,
    skipped: [],
    targets: judge("servers", peers),
  };
}

const nine = (value: number) => Array.from({ length: 9 }, (_, i) => value * (1 + i / 128));

test("targets are judged by the median of paired ratios", () => {
  const peers = [peer("flotilla", nine(8), [5900, 6100, 5800]), peer("node-http", nine(16)), peer("fastapi", nine(32))];
  const [node, python, idle] = judge("servers", peers);
  assert.equal(node.estimate.median, 0.5);
  assert.equal(node.estimate.high, 0.5);
  assert.equal(node.met, true);
  assert.equal(python.estimate.median, 0.25);
  assert.equal(python.met, true);
  assert.equal(judge("servers", [peer("flotilla", nine(8.1)), peer("fastapi", nine(32))])[0].met, false);
  assert.equal(idle.estimate.median, 5900);
  assert.equal(idle.met, true);
});

test("a target without its peers or rounds is left out", () => {
  assert.deepEqual(judge("servers", [peer("node-http", nine(10))]), []);
  assert.deepEqual(judge("servers", [peer("flotilla", nine(10))]), []);
  assert.deepEqual(judge("proxies", [peer("flotilla", [1]), peer("nginx", [1])]).length, 1);
});

test("tables show the best peer first and leave out columns nobody has", () => {
  const text = textTable(result([peer("slow", nine(30)), peer("flotilla", nine(6))]));
  assert.ok(text.indexOf("flotilla") < text.indexOf("slow"));
  assert.ok(!text.includes("p99"));
  assert.match(textTable(result([peer("flotilla", nine(6), [5000])])), /bytes\/idle conn[\s\S]*≤ 6,000 +5,000/);
  assert.match(markdownTable(result([peer("flotilla", nine(6))])), /\| flotilla <server> 1\.2\.3 \| 6\.19 \|/);
});

test("figures have three places or grouped thousands", () => {
  assert.deepEqual([0.123456, 12.345, 999.4, 1234.5, 123456].map(figure), ["0.123", "12.3", "999", "1,235", "123,456"]);
});

test("the picture has a bar for each measured peer and escapes text", () => {
  const svg = picture(result([peer("flotilla", nine(6)), peer("x", nine(9)), peer("unmeasured", [])]));
  assert.equal(svg.match(/<rect /g)?.length, 2);
  assert.equal(svg.match(/class="whisker"/g)?.length, 2);
  assert.ok(svg.includes("A &#38; B") && !svg.includes("<server>"));
  assert.ok(!/NaN|undefined/.test(svg));
});

test("grid steps are round", () => {
  assert.deepEqual([1, 7, 12, 34, 101, 480].map(gridStep), [0.2, 2, 5, 10, 20, 100]);
});

test("the report goes between its marks only", () => {
  const begin = "<!-- results: begin (written by npm run bench -- --report) -->";
  assert.equal(
    between(`a\n${begin}\nold\n<!-- results: end -->\nz`, "new"),
    `a\n${begin}\nnew\n<!-- results: end -->\nz`,
  );
  assert.throws(() => between("a", "new"), /lost its marks/);
});

test("the command line is refused in one line when it is wrong", () => {
  assert.deepEqual(readOptions([]).categories, ["servers", "orders", "proxies"]);
  assert.equal(readOptions(["proxies", "--only", "nginx,haproxy"]).only.length, 2);
  assert.throws(() => readOptions(["sockets"]), UsageError);
  assert.throws(() => readOptions(["--rounds", "0"]), /--rounds takes a whole number/);
  assert.throws(() => readOptions(["--what"]), UsageError);
});

test("core lists are read as the kernel writes them", () => {
  assert.deepEqual(allowedCores("Name:\tx\nCpus_allowed_list:\t0-2,5,7-8\n"), [0, 1, 2, 5, 7, 8]);
});
