import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import { eventually, RecordingSink, request, sleep, start, text } from "./harness.ts";

const answer = (exchange: Exchange): void => exchange.send(200, text, exchange.path);

test("headTimeoutMs: a head that never becomes whole is answered with 408", async (t) => {
  const { connect, log } = await start(t, answer, { headTimeoutMs: 100 });
  const client = await connect();
  client.write("GET / HTTP/1.1\r\nhost: a\r\n");
  await client.ended();
  const refused = await client.answer();
  assert.equal(refused.status, 408);
  assert.equal(refused.headers.connection, "close");
  assert.equal(JSON.parse(refused.body).code, "head_timeout");
  assert.ok(log.some((line) => line.includes("headTimeoutMs")));
});

test("headTimeoutMs: one byte at a time does not prolong it, on the first request or a later one", async (t) => {
  const { connect } = await start(t, answer, { headTimeoutMs: 150 });
  for (const before of ["", request("GET /first")]) {
    const client = await connect();
    client.write(before);
    if (before !== "") await client.answer();
    for (const byte of request("GET /", ["x: ".padEnd(2000, "y")])) {
      if (client.finished || client.error !== "") break;
      client.write(byte);
      await sleep(5);
    }
    await client.ended();
    assert.ok(client.text.includes("head_timeout"), client.text);
  }
});

test("headTimeoutMs: a connection that says nothing is closed without an answer, and logged", async (t) => {
  const { connect, log, server } = await start(t, answer, { headTimeoutMs: 100 });
  const client = await connect();
  assert.equal(await client.ended(), "");
  assert.equal(client.finished, true);
  client.finish();
  await eventually(() => server.connections === 0);
  assert.ok(log.some((line) => line.includes("headTimeoutMs")));
});

test("keepAliveTimeoutMs: an idle connection gets FIN, and the log names the option", async (t) => {
  const { connect, log } = await start(t, answer, { keepAliveTimeoutMs: 100, headTimeoutMs: 60_000 });
  const client = await connect();
  client.write(request("GET /"));
  await client.ended();
  assert.equal((await client.answers(1)).length, 1);
  assert.equal(client.finished, true);
  assert.equal(client.error, "");
  assert.ok(log.some((line) => line.includes("keepAliveTimeoutMs")));
});

test("keepAliveTimeoutMs: a connection in use stays, and a slow handler is not idle", async (t) => {
  const { connect } = await start(
    t,
    (exchange) => void setTimeout(() => answer(exchange), exchange.path === "/slow" ? 400 : 0),
    { keepAliveTimeoutMs: 150, headTimeoutMs: 150, bodyTimeoutMs: 150, writeTimeoutMs: 150 },
  );
  const client = await connect();
  client.write(request("GET /slow"));
  assert.equal((await client.answer()).body, "/slow");
  for (let i = 2; i <= 10; i++) {
    await sleep(40);
    client.write(request("GET /"));
    assert.equal((await client.answers(i)).length, i);
  }
});

test("bodyTimeoutMs: a silent body fails and is answered with 408", async (t) => {
  const sink = new RecordingSink();
  const { connect, log } = await start(t, (exchange) => exchange.readBody(sink), { bodyTimeoutMs: 100 });
  const client = await connect();
  client.write(request("POST /", ["content-length: 10"], "abc"));
  await client.ended();
  const refused = await client.answer();
  assert.equal(refused.status, 408);
  assert.equal(refused.headers.connection, "close");
  assert.deepEqual(sink.events, ["error body_timeout"]);
  assert.ok(log.some((line) => line.includes("bodyTimeoutMs")));
});

test("bodyTimeoutMs: the server answers it itself: what the handler sends then does not count", async (t) => {
  const { connect } = await start(
    t,
    (exchange) =>
      exchange.readBody({ onData: () => true, onEnd: () => {}, onError: () => exchange.send(400, text, "mine") }),
    { bodyTimeoutMs: 100 },
  );
  const client = await connect();
  client.write(request("POST /", ["content-length: 10"], "abc"));
  await client.ended();
  const [only, ...more] = await client.answers(1);
  assert.equal(only.status, 408);
  assert.equal(only.headers.connection, "close");
  assert.equal(more.length, 0);
});

test("bodyTimeoutMs counts silence, not the whole, and not the time the handler pauses", async (t) => {
  let bytes = 0;
  const { connect } = await start(
    t,
    (exchange) =>
      exchange.readBody({
        onData: (piece) => {
          bytes += piece.length;
          if (bytes === 8) {
            setTimeout(() => exchange.resumeBody(), 500);
            return false;
          }
          return true;
        },
        onEnd: () => answer(exchange),
        onError: (error) => exchange.destroy(error),
      }),
    { bodyTimeoutMs: 200 },
  );
  const client = await connect();
  client.write(request("POST /ok", ["content-length: 10"]));
  for (let i = 0; i < 10; i++) {
    await sleep(50);
    client.write("x");
  }
  assert.equal((await client.answer()).body, "/ok");
});

test("bodyTimeoutMs: the silent rest of a body nobody wants ends the connection after its answer", async (t) => {
  const { connect, server } = await start(t, answer, { bodyTimeoutMs: 100 });
  const client = await connect();
  client.write(request("POST /early", ["content-length: 10"], "abc"));
  await client.ended();
  const answers = await client.answers(1);
  assert.equal(answers.length, 1);
  assert.equal(answers[0].body, "/early");
  client.finish();
  await eventually(() => server.connections === 0);
});

for (const [name, fields, version] of [
  ["a sent answer", [], "1.1"],
  ["an answer until close", [], "1.0"],
] as const) {
  test(`writeTimeoutMs: ${name} that the client does not take is cut and told to the handler`, async (t) => {
    const body = Buffer.alloc(32 * 1024 * 1024, "x");
    const codes: string[] = [];
    const { connect, log, server } = await start(
      t,
      (exchange) => {
        exchange.onAbort((reason) => codes.push((reason as Error & { code: string }).code));
        if (version === "1.1") return exchange.send(200, text, body);
        exchange.begin(200, text, null);
        exchange.write(body);
      },
      { writeTimeoutMs: 200 },
    );
    const client = await connect();
    client.socket.pause();
    client.write(`GET / HTTP/${version}\r\nhost: a\r\n${fields.join("")}\r\n`);
    await eventually(() => log.some((line) => line.includes("writeTimeoutMs")));
    await eventually(() => server.connections === 0);
    // Reading would not tell: libuv reports data and a reset found in one poll as data and FIN. After a FIN, the first
    // write still succeeds; after a reset it fails.
    await sleep(50);
    client.write("x");
    await sleep(50);
    assert.match(client.error, /^(ECONNRESET|EPIPE)$/);
    assert.deepEqual(codes, version === "1.0" ? ["write_timeout"] : []);
    assert.equal(server.inFlight, 0);
  });
}

test("writeTimeoutMs: a client that takes a little now and then is not cut", async (t) => {
  // The kernel takes more from us only when a third of its buffer is free: some 20 pauses on loopback.
  const body = Buffer.alloc(12 * 1024 * 1024, "x");
  const { connect, log } = await start(t, (exchange) => exchange.send(200, text, body), { writeTimeoutMs: 1500 });
  const client = await connect();
  client.write(request("GET /"));
  const pausing = (): void => {
    client.socket.pause();
    setTimeout(() => client.socket.resume(), 15);
  };
  client.socket.on("data", pausing);
  await client.bytes(body.length);
  const taken = await client.answer();
  assert.equal(taken.body.length, body.length);
  assert.deepEqual(
    log.filter((line) => line.includes("writeTimeoutMs")),
    [],
  );
});

test("a slow client takes all of an answer that closes the connection, however long after the FIN was due", async (t) => {
  const body = Buffer.alloc(12 * 1024 * 1024, "x");
  const { connect } = await start(t, (exchange) => exchange.send(200, text, body));
  const client = await connect();
  client.socket.pause();
  client.write(request("GET /", ["connection: close"]));
  await sleep(2800);
  client.socket.resume();
  await client.bytes(body.length);
  assert.equal((await client.answer()).body.length, body.length);
  assert.equal(client.error, "");
});

test("0 switches each timeout off", async (t) => {
  const { connect } = await start(t, answer, {
    headTimeoutMs: 0,
    bodyTimeoutMs: 0,
    keepAliveTimeoutMs: 0,
    writeTimeoutMs: 0,
  });
  const client = await connect();
  client.write("GET / HT");
  await sleep(300);
  client.write("TP/1.1\r\nhost: a\r\n\r\n");
  assert.equal((await client.answer()).body, "/");
  await sleep(300);
  client.write(request("GET /2"));
  assert.equal((await client.answers(2))[1].body, "/2");
});

test("a negative or non-numeric option is refused, and named", async (t) => {
  for (const options of [{ headTimeoutMs: -1 }, { maxBodyBytes: Number.NaN }, { keepAliveTimeoutMs: "5" as never }]) {
    await assert.rejects(start(t, answer, options), (error: Error) => {
      assert.ok(error instanceof RangeError);
      return error.message.startsWith(Object.keys(options)[0]);
    });
  }
});
