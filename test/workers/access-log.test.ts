import assert from "node:assert/strict";
import { test } from "node:test";
import type { FinishedRecord } from "../../src/server/types.ts";
import { AccessLog, accessLine } from "../../src/workers/access-log.ts";

const record: FinishedRecord = {
  method: "GET",
  path: "/items",
  query: "q=1",
  protocol: "HTTP/1.1",
  status: 200,
  remoteAddress: "127.0.0.1",
  remotePort: 1,
  bytesSent: 2,
  durationMs: 1.234,
};

test("method, path, status, milliseconds", () => {
  assert.equal(accessLine(record), "GET  /items?q=1 200 1.2 ms\n");
  assert.equal(
    accessLine({ ...record, method: "DELETE", query: "", durationMs: 1234.5 }),
    "DELETE /items 200 1235 ms\n",
  );
});

test("what a terminal would obey is shown escaped", () => {
  assert.equal(accessLine({ ...record, path: "/\x1b[2J", query: "" }), "GET  /\\x1b[2J 200 1.2 ms\n");
});

test("lines are written together, each once", () => {
  const writes: string[] = [];
  const log = new AccessLog({ write: (text) => writes.push(text) });
  log.add(record);
  log.add(record);
  log.flush();
  log.flush();
  assert.deepEqual(writes, [accessLine(record).repeat(2)]);
});
