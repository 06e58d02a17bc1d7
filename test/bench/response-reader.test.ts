import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ResponseReader } from "../../bench/client/response-reader.ts";

function reader() {
  const seen: string[] = [];
  let body = "";
  const instance = new ResponseReader({
    onHead: (status) => {
      body = "";
      seen.push(`head ${status}`);
    },
    onBody: (chunk) => {
      body += chunk.toString("latin1");
    },
    onEnd: () => seen.push(`end ${body}`),
  });
  return { instance, seen };
}

const stream =
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" +
  "HTTP/1.1 100 Continue\r\n\r\n" +
  "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n" +
  "HTTP/1.1 204 No Content\r\n\r\n" +
  "HTTP/1.1 502 Bad Gateway\r\ncontent-length:0\r\n\r\n";
const whole = ["head 200", "end hello", "head 201", "end abcde", "head 204", "end ", "head 502", "end "];

test("answers are read whole wherever the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
      const { instance, seen } = reader();
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), stream.length]) {
        instance.push(Buffer.from(stream.slice(from, cut), "latin1"));
        from = cut;
      }
      assert.deepEqual(seen, whole);
      assert.equal(instance.close(), "whole");
    }),
  );
});

test("no cut short of the end looks complete", () => {
  const last = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  for (let cut = 1; cut < last.length; cut++) {
    const { instance, seen } = reader();
    instance.push(Buffer.from(last.slice(0, cut), "latin1"));
    assert.equal(instance.close(), "cut", `cut at ${cut}`);
    assert.ok(!seen.some((word) => word.startsWith("end")));
  }
});

test("a body until close is whole at the close", () => {
  const { instance, seen } = reader();
  instance.push(Buffer.from("HTTP/1.1 200 OK\r\n\r\nsome"));
  assert.equal(instance.close(), "whole");
  assert.deepEqual(seen, ["head 200", "end some"]);
});

test("what is no answer throws", () => {
  assert.throws(() => reader().instance.push(Buffer.from("GET / HTTP/1.1\r\n\r\n")), /not an HTTP/);
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  assert.throws(() => reader().instance.push(Buffer.from(`${chunked}-1\r\n`)), /chunk size/);
  assert.throws(() => reader().instance.push(Buffer.from(`${chunked}1\r\nab\r\n`)), /after a chunk/);
});
