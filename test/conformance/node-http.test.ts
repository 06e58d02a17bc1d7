import assert from "node:assert/strict";
import { test } from "node:test";
import { judge, nodeHttp, Tally } from "../../conformance/node-http/suite.ts";
import type { Reading } from "../../conformance/reading.ts";

test("generated requests, valid, broken by rule and mangled: no difference from node:http without a reason", async () => {
  const report = await nodeHttp.run({ quick: true, seed: Number(process.env.SEED ?? 1), fixtures: undefined });
  assert.deepEqual(report.failures, []);
  assert.ok(report.agreed > 10_000);
});

const input = Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
const bare = Buffer.from("GET / HTTP/1.1\r\nHost: a\nb: c\r\n\r\n");
const read = (start: string, body = ""): Reading => ({
  messages: [{ start, fields: ["Host: a"], body, trailers: [], complete: true }],
  refused: null,
  upgraded: false,
  cut: false,
});

function judged(bytes: Buffer, theirs: Reading): Tally {
  const tally = new Tally();
  judge(bytes, [bytes], theirs, tally);
  return tally;
}

test("the judge knows agreement", () => {
  assert.deepEqual(judged(input, read("GET / HTTP/1.1")).failures, []);
  assert.equal(judged(bare, { ...read(""), messages: [], refused: "HPE_CR_EXPECTED: …" }).agreed, 1);
});

for (const [name, bytes, theirs] of [
  [
    "a request that node:http refuses",
    input,
    { ...read("GET / HTTP/1.1"), messages: [], refused: "HPE_INVALID_HEADER_TOKEN: …" },
  ],
  ["another start line", input, read("GET /b HTTP/1.1")],
  ["another body", input, read("GET / HTTP/1.1", "b")],
  ["a hand-over", input, { ...read("GET / HTTP/1.1"), upgraded: true }],
  ["a further request", input, { ...read("GET / HTTP/1.1"), messages: [...read("A").messages, ...read("B").messages] }],
] as const) {
  test(`the judge finds ${name}`, () => {
    assert.equal(judged(bytes, theirs).failures.length, 1);
  });
}
