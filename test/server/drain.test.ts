import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import { Server } from "../../src/server/server.ts";
import { eventually, request, sleep, start, text } from "./harness.ts";

const answer = (exchange: Exchange): void => exchange.send(200, text, exchange.path);

test("close() without connections is done at once, and a second one gives the same report", async () => {
  const server = new Server({ handle: answer }, { port: 0 });
  await server.listen();
  const first = server.close();
  assert.deepEqual(await first, { cut: 0 });
  assert.equal(await server.close(), await first);
});

test("a drain lets an idle connection send once more, and says close in that answer", async (t) => {
  const { connect, server } = await start(t, answer);
  const client = await connect();
  client.write(request("GET /1"));
  await client.answer();
  const closed = server.close({ graceMs: 30_000, idleMs: 30_000 });
  await sleep(20);
  assert.equal(client.finished, false);
  client.write(request("GET /2"));
  await client.ended();
  const [, second] = await client.answers(2);
  assert.equal(second.body, "/2");
  assert.equal(second.headers.connection, "close");
  client.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("a drain serves connections that come within its window", async (t) => {
  const { connect, server } = await start(t, answer);
  const idle = await connect();
  await eventually(() => server.connections === 1);
  const closed = server.close({ graceMs: 30_000, idleMs: 30_000 });
  const fresh = await connect();
  fresh.write(request("GET /fresh"));
  await fresh.ended();
  assert.equal((await fresh.answer()).body, "/fresh");
  fresh.finish();
  idle.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("after the window idle connections get FIN and new ones are refused, while what is in flight finishes", async (t) => {
  const pending: Exchange[] = [];
  const { connect, server, port } = await start(t, (exchange) => void pending.push(exchange));
  const idle = await connect();
  const busy = await connect();
  busy.write(request("GET /busy"));
  await eventually(() => pending.length === 1);
  const closed = server.close({ graceMs: 30_000, idleMs: 50 });
  assert.equal(await idle.ended(), "");
  assert.equal(idle.finished, true);
  idle.finish();
  await assert.rejects(connect(), { code: "ECONNREFUSED" }, `port ${port}`);
  answer(pending[0]);
  await busy.ended();
  const [served] = await busy.answers(1);
  assert.equal(served.body, "/busy");
  assert.equal(served.headers.connection, "close");
  busy.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("a connection let in just before the window ended is waited for: its request is under way", async (t) => {
  const { connect, server } = await start(t, answer);
  const late = await connect();
  await eventually(() => server.connections === 1);
  const closed = server.close({ graceMs: 30_000, idleMs: 50 });
  await sleep(200);
  assert.equal(late.finished, false);
  late.write(request("GET /late"));
  await late.ended();
  const { body, headers } = await late.answer();
  assert.deepEqual([body, headers.connection], ["/late", "close"]);
  late.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("what an idle client sent in the moment the window ended is served", async (t) => {
  const { connect, server } = await start(t, answer);
  const client = await connect();
  client.write(request("GET /1"));
  await client.answer();
  const closed = server.close({ graceMs: 30_000, idleMs: 50 });
  await sleep(20);
  // The window ends while this holds the loop, from a phase that timers follow before reads do.
  await new Promise((resolve) => setImmediate(resolve));
  client.write(request("GET /2"));
  const until = performance.now() + 60;
  while (performance.now() < until);
  await client.ended();
  const [, second] = await client.answers(2);
  assert.equal(second.body, "/2");
  client.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("a request whose head is half here when the window ends is still served", async (t) => {
  const { connect, server } = await start(t, answer);
  const client = await connect();
  client.write("GET /half HTTP/1.1\r\nho");
  await sleep(20);
  const closed = server.close({ graceMs: 30_000, idleMs: 20 });
  await sleep(60);
  client.write("st: a\r\n\r\n");
  await client.ended();
  assert.equal((await client.answer()).body, "/half");
  client.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("what is unanswered at the deadline is cut, counted, and told; late answers are harmless", async (t) => {
  const pending: Exchange[] = [];
  const reasons: Error[] = [];
  const { connect, server, finished } = await start(t, (exchange) => {
    exchange.onAbort((reason) => reasons.push(reason));
    pending.push(exchange);
  });
  const clients = await Promise.all([connect(), connect(), connect()]);
  for (const client of clients) client.write(request("GET /"));
  await eventually(() => pending.length === 3);
  assert.deepEqual(await server.close({ graceMs: 50, idleMs: 10 }), { cut: 3 });
  for (const client of clients) {
    await client.ended();
    assert.equal(client.error, "ECONNRESET");
    assert.equal(client.text, "");
  }
  assert.equal(reasons.length, 3);
  for (const exchange of pending) {
    assert.equal(exchange.closed, true);
    assert.equal(exchange.signal.aborted, true);
    answer(exchange);
  }
  assert.equal(server.inFlight, 0);
  assert.equal(server.connections, 0);
  assert.equal(finished.length, 3);
});

test("a complete answer that a slow client is still taking outlasts the window", async (t) => {
  const body = Buffer.alloc(12 * 1024 * 1024, "x");
  const { connect, server } = await start(t, (exchange) => exchange.send(200, text, body));
  const client = await connect();
  client.socket.pause();
  client.write(request("GET /"));
  await eventually(() => server.connections === 1 && server.inFlight === 0);
  await sleep(50);
  const closed = server.close({ graceMs: 60_000, idleMs: 50 });
  // Longer than the linger of a server that counts from its own last write.
  await sleep(3500);
  client.socket.resume();
  await client.bytes(body.length);
  const taken = await client.answer();
  assert.equal(taken.whole, true);
  assert.equal(taken.body.length, body.length);
  client.finish();
  assert.deepEqual(await closed, { cut: 0 });
});

test("handles that come after the end are closed, and hold nothing open", async (t) => {
  const { server } = await start(t, answer);
  await server.close();
  let closed = 0;
  server.adopt({ close: () => void closed++, fd: -1 });
  assert.equal(closed, 1);
  assert.equal(server.connections, 0);
});
