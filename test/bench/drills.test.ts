import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

const root = join(import.meta.dirname, "../..");

function run(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", ...args], { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr });
    });
  });
}

async function serving(handler: Parameters<typeof createServer>[1]) {
  const server = createServer(handler as never);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: String((server.address() as AddressInfo).port), close };
}

test("a drill that finds what it expects ends with 0", async () => {
  const { code, out } = await run(
    "bench/drills/spread.ts",
    "--replica=plain",
    "--balancer=none",
    ..."--replicas 1 --requests 300".split(" "),
  );
  assert.equal(code, 0, out);
  assert.match(out, /ok +served by pid \d+: 300/);
});

test("a drill whose expectation fails ends with 1", async () => {
  let turn = 0;
  const lopsided = await serving((_, response) => {
    turn += 1;
    response.end(JSON.stringify({ pid: turn % 10 < 5 ? 1 : turn % 10 < 8 ? 2 : 3 }));
  });
  const { code, out } = await run("bench/drills/spread.ts", "--requests=300", "--attach", lopsided.port);
  lopsided.close();
  assert.equal(code, 1, out);
  assert.match(out, /FAILED +served by pid 1: 150 \(expected 100 ± 1 %\)/);
});

test("failed requests are counted by kind", async () => {
  let turn = 0;
  const faulty = await serving((_, response) => {
    turn += 1;
    if (turn === 7) response.statusCode = 502;
    if (turn === 9) return response.destroy();
    response.end(JSON.stringify({ pid: turn % 3 }));
  });
  const { code, out } = await run("bench/drills/spread.ts", "--requests=300", "--attach", faulty.port);
  faulty.close();
  assert.equal(code, 1, out);
  assert.match(out, /FAILED +failed: (whole 502 × 1, none 0 × 1|none 0 × 1, whole 502 × 1)/);
});

test("wrong options end with 2 and start nothing", async () => {
  const { code, out } = await run("bench/drills/spread.ts", "--replica=perl");
  assert.equal(code, 2, out);
  assert.match(out, /known are ours, plain, uvicorn/);
  assert.equal((await run("bench/drills/slow.ts", "--requests=many")).code, 2);
});

test("every drill explains itself", async () => {
  const names = ["spread", "kill", "idle-race", "slow", "big", "truncate"];
  const helps = await Promise.all(names.map((name) => run(`bench/drills/${name}.ts`, "--help")));
  for (const [i, { code, out }] of helps.entries()) {
    assert.equal(code, 0);
    assert.ok(out.includes(`bench/drills/${names[i]}.ts [options]`), names[i]);
  }
});

test("an open loop makes every request that fell due in a stall wait for its end", async () => {
  let count = 0;
  const stalling = await serving((_, response) => {
    count += 1;
    if (count === 20) for (const until = performance.now() + 400; performance.now() < until; );
    response.end("x");
  });
  // 100/s for a second: some 40 fall due while the server stands still, each waits for what is left of the 400 ms.
  const { code, out } = await run("bench/open-loop.ts", stalling.port, "/", "4", "100", "1");
  stalling.close();
  assert.equal(code, 0, out);
  const { requests, failed, p90, max } = JSON.parse(out) as {
    requests: number;
    failed: number;
    p90: number;
    max: number;
  };
  assert.deepEqual([requests, failed], [100, 0]);
  assert.ok(max >= 400 && p90 >= 200, out);
});
