import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyStream, readAll } from "../../src/core/body.ts";
import { FakeExchange } from "../app/fake-exchange.ts";

const piece = (size: number) => new Uint8Array(size);

test("readAll joins the pieces", async () => {
  const exchange = new FakeExchange({ body: [new Uint8Array([1]), new Uint8Array([2, 3])] });
  assert.deepEqual(await readAll(exchange), new Uint8Array([1, 2, 3]));
  assert.deepEqual(await readAll(new FakeExchange()), new Uint8Array(0));
});

test("a stream reads nothing before its first pull", async () => {
  const exchange = new FakeExchange({ body: [piece(1)] });
  const stream = bodyStream(exchange);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(exchange.bodyReads, 0);
  assert.equal((await new Response(stream).arrayBuffer()).byteLength, 1);
  assert.equal(exchange.bodyReads, 1);
});

test("a reader that stops pulling pauses the sender, one that goes on resumes it", async () => {
  const exchange = new FakeExchange({ body: Array.from({ length: 10 }, () => piece(40_000)) });
  const reader = bodyStream(exchange).getReader();
  await reader.read();
  const waiting = exchange.piecesLeft;
  assert.ok(waiting > 5, `${waiting} pieces still with the sender`);
  let size = 40_000;
  for (let next = await reader.read(); !next.done; next = await reader.read()) size += next.value.byteLength;
  assert.equal(size, 400_000);
  assert.ok(exchange.resumes > 1);
});

test("a body that breaks off errors its readers", async () => {
  const broken = new Error("the client left");
  const exchange = new FakeExchange({ body: Array.from({ length: 5 }, () => piece(100_000)) });
  const reader = bodyStream(exchange).getReader();
  await reader.read();
  exchange.breakBody(broken);
  await assert.rejects(async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read());
  }, broken);
  const whole = readAll(
    Object.assign(new FakeExchange(), { readBody: (sink: { onError(e: Error): void }) => sink.onError(broken) }),
  );
  await assert.rejects(whole, broken);
});

test("after cancel the rest stays with the sender", async () => {
  const exchange = new FakeExchange({ body: Array.from({ length: 5 }, () => piece(100_000)) });
  const stream = bodyStream(exchange);
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  const left = exchange.piecesLeft;
  exchange.resumeBody();
  assert.equal(exchange.piecesLeft, left - 1);
});
