import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import { eventually, readAll, request, start, text } from "./harness.ts";

for (const leave of ["destroy", "reset"] as const) {
  test(`a client that leaves (${leave}) aborts the signal and calls each onAbort once`, async (t) => {
    const reasons: string[] = [];
    let exchange: Exchange | null = null;
    const { connect, server, finished } = await start(t, (given) => {
      exchange = given;
      given.onAbort((reason) => reasons.push((reason as Error & { code: string }).code));
      given.onAbort(() => reasons.push("second"));
    });
    const client = await connect();
    client.write(request("GET /"));
    await eventually(() => exchange !== null);
    const given = exchange as unknown as Exchange;
    const { signal } = given;
    assert.equal(signal.aborted, false);
    client[leave]();
    await eventually(() => server.connections === 0 || signal.aborted);
    assert.equal(signal.aborted, true);
    assert.equal(signal.reason.code, "client_closed");
    // What the handler does afterwards is harmless.
    given.send(200, text, "late");
    given.end();
    given.destroy();
    given.onAbort((reason) => reasons.push(`late ${(reason as Error & { code: string }).code}`));
    await eventually(() => server.connections === 0);
    given.send(200, text, "later");
    assert.deepEqual(reasons, ["client_closed", "second", "late client_closed"]);
    assert.equal(server.inFlight, 0);
    assert.equal(finished.length, 1);
    assert.equal(finished[0].remoteAddress, "127.0.0.1");
  });
}

test("a request whose client left unanswered is recorded as 499 with the client's address", async (t) => {
  let started = false;
  const { connect, server, finished } = await start(t, () => {
    started = true;
  });
  const client = await connect();
  const { localPort } = client.socket;
  client.write(request("GET /gone"));
  await eventually(() => started);
  client.reset();
  await eventually(() => server.connections === 0);
  assert.equal(finished.length, 1);
  assert.equal(finished[0].status, 499);
  assert.equal(finished[0].path, "/gone");
  assert.equal(finished[0].remoteAddress, "127.0.0.1");
  assert.equal(finished[0].remotePort, localPort);
});

test("a half-closed client still gets its answer, after the abort", async (t) => {
  let exchange: Exchange | null = null;
  const { connect, server } = await start(t, (given) => {
    exchange = given;
  });
  const client = await connect();
  client.write(request("GET /"));
  client.finish();
  await eventually(() => exchange?.signal.aborted === true);
  exchange!.begin(200, text, null);
  exchange!.write("still ");
  exchange!.write("here");
  exchange!.end();
  await client.ended();
  assert.equal((await client.answer()).body, "still here");
  assert.equal(client.finished, true);
  await eventually(() => server.connections === 0);
});

test("a signal asked for after the client left is aborted from the start", async (t) => {
  let exchange: Exchange | null = null;
  const { connect, server } = await start(t, (given) => {
    exchange = given;
  });
  const client = await connect();
  client.write(request("GET /"));
  await eventually(() => exchange !== null);
  client.reset();
  await eventually(() => server.connections === 0);
  assert.equal(exchange!.signal.aborted, true);
});

test("a finished answer is no abort, whatever the client does next", async (t) => {
  let exchange: Exchange | null = null;
  let aborts = 0;
  const { connect, server } = await start(t, (given) => {
    exchange = given;
    given.onAbort(() => aborts++);
    given.send(200, text, "done");
  });
  const client = await connect();
  client.write(request("GET /"));
  await client.answer();
  client.reset();
  await eventually(() => server.connections === 0);
  assert.equal(aborts, 0);
  assert.equal(exchange!.signal.aborted, false);
});

test("destroy() before an answer began resets the connection and aborts the signal with its reason", async (t) => {
  const reasons: Error[] = [];
  const reason = new Error("mine");
  let signal: AbortSignal | null = null;
  const { connect, server } = await start(t, (exchange) => {
    signal = exchange.signal;
    exchange.onAbort((given) => reasons.push(given));
    exchange.destroy(reason);
    exchange.destroy();
    assert.equal(exchange.closed, true);
  });
  const client = await connect();
  client.write(request("GET /"));
  await client.ended();
  assert.equal(client.error, "ECONNRESET");
  assert.equal(client.text, "");
  assert.deepEqual(reasons, [reason]);
  assert.equal(signal!.reason, reason);
  assert.equal(server.inFlight, 0);
});

test("an abort listener may destroy or answer: nothing is counted twice", async (t) => {
  let exchange: Exchange | null = null;
  const { connect, server, finished } = await start(t, (given) => {
    exchange = given;
    given.onAbort(() => {
      if (given.path === "/destroy") given.destroy();
      else given.send(200, text, "x");
    });
  });
  for (const path of ["/destroy", "/send"]) {
    exchange = null;
    const client = await connect();
    client.write(request(`POST ${path}`, ["content-length: 5"], "abc"));
    await eventually(() => exchange !== null);
    exchange!.readBody({ onData: () => true, onEnd: () => {}, onError: () => exchange!.send(400, text, "y") });
    client.reset();
    await eventually(() => server.connections === 0);
    assert.equal(server.inFlight, 0);
  }
  assert.equal(finished.length, 2);
});

test("an exchange that is over cannot answer, end or destroy the next request's", async (t) => {
  const exchanges: Exchange[] = [];
  const { connect } = await start(t, (exchange) => void exchanges.push(exchange));
  const client = await connect();
  client.write(request("GET /1") + request("GET /2"));
  await eventually(() => exchanges.length === 1);
  exchanges[0].send(200, text, "1");
  await eventually(() => exchanges.length === 2);
  const [stale, fresh] = exchanges;
  stale.send(500, text, "stale");
  stale.inform(103, []);
  stale.end();
  stale.destroy();
  assert.equal(stale.upgrade(), null);
  stale.onDrain(() => assert.fail("the exchange is over"));
  fresh.begin(200, text, 1);
  stale.write("stale");
  stale.end();
  fresh.write("2");
  fresh.end();
  const answers = await client.answers(2);
  assert.deepEqual(
    answers.map((answer) => answer.body),
    ["1", "2"],
  );
  assert.equal(answers.length, 2);
});

for (const leave of ["destroy", "reset"] as const) {
  test(`a client that leaves (${leave}) is noticed though nobody reads its body`, async (t) => {
    let exchange: Exchange | null = null;
    const { connect, server } = await start(t, (given) => {
      exchange = given;
      given.onAbort(() => given.destroy());
    });
    for (const body of ["half", "the whole of it", `the whole of it${request("GET /pipelined")}`]) {
      exchange = null;
      const client = await connect();
      client.write(request("POST /", ["content-length: 15"], body));
      await eventually(() => exchange !== null);
      client[leave]();
      await eventually(() => exchange?.signal.aborted === true && server.connections === 0);
    }
  });
}

test("a half-closed client's body can still be read late", async (t) => {
  let exchange: Exchange | null = null;
  const { connect } = await start(t, (given) => {
    exchange = given;
  });
  const client = await connect();
  client.write(request("POST /", ["content-length: 5"], "whole"));
  client.finish();
  await eventually(() => exchange?.signal.aborted === true);
  const { data } = await readAll(exchange as unknown as Exchange);
  (exchange as unknown as Exchange).send(200, text, data);
  await client.ended();
  assert.equal((await client.answer()).body, "whole");
});
