import assert from "node:assert/strict";
import { test } from "node:test";
import { readReport } from "../../bench/wrk.ts";

const report = `Running 3s test @ http://127.0.0.1:8000/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.01ms  200.00us   9.00ms   95.00%
    Req/Sec    62.00k     1.00k   63.00k    80.00%
  186021 requests in 3.10s, 28.03MB read
Requests/sec:  60006.77
Transfer/sec:      9.04MB
`;

test("a clean report gives requests and time", () => {
  assert.deepEqual(readReport(report), { requests: 186021, seconds: 3.1, perSecond: 186021 / 3.1 });
  assert.equal(readReport(report.replace("3.10s", "1.00m")).seconds, 60);
});

test("a round with failures is no measurement", () => {
  const line = "28.03MB read\n";
  const bad = report.replace(line, `${line}  Non-2xx or 3xx responses: 12\n`);
  assert.throws(() => readReport(bad), /12 answers/);
  const errors = report.replace(line, `${line}  Socket errors: connect 0, read 3, write 0, timeout 1\n`);
  assert.throws(() => readReport(errors), /read 3/);
  assert.throws(() => readReport(report.replace("186021 requests", "0 requests")), /no request/);
  assert.throws(() => readReport("unable to connect"), /no total/);
});
