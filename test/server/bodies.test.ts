import assert from "node:assert/strict";
import { test } from "node:test";
import type { BodySink, Exchange } from "../../src/core/exchange.ts";
import { eventually, RecordingSink, readAll, request, sleep, start, text } from "./harness.ts";

const chunkedFields = ["transfer-encoding: chunked"];

for (const framing of ["length", "chunked"] as const) {
  const upload = (path: string, body: string): string =>
    framing === "length"
      ? request(`POST ${path}`, [`content-length: ${body.length}`], body)
      : request(`POST ${path}`, chunkedFields, `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);

  test(`${framing}: a body is whole whether read at once, later, or in pieces with pauses`, async (t) => {
    const { connect } = await start(t, (exchange) => {
      const echo = async (): Promise<void> => exchange.send(200, text, (await readAll(exchange)).data);
      if (exchange.path === "/now") void echo();
      else if (exchange.path === "/later") setTimeout(() => void echo(), 20);
      else {
        const pieces: Uint8Array[] = [];
        const pausing: BodySink = {
          onData(piece) {
            pieces.push(piece);
            setTimeout(() => exchange.resumeBody(), 1);
            return false;
          },
          onEnd: () => exchange.send(200, text, Buffer.concat(pieces)),
          onError: (error) => exchange.destroy(error),
        };
        exchange.readBody(pausing);
      }
    });
    const body = Array.from({ length: 40_000 }, (_, i) => String(i).padStart(5, "0")).join("");
    for (const path of ["/now", "/later", "/pausing"]) {
      const client = await connect();
      client.write(upload(path, body) + upload("/now", "next"));
      const answers = await client.answers(2);
      assert.equal(answers[0].body.length, body.length, path);
      assert.ok(answers[0].body === body, path);
      assert.equal(answers[1].body, "next");
    }
  });

  test(`${framing}: a client that leaves in mid-upload is an error, never an end`, async (t) => {
    for (const leave of ["finish", "destroy", "reset"] as const) {
      for (const late of [false, true]) {
        const sink = new RecordingSink();
        const aborted: Error[] = [];
        let exchange: Exchange | null = null;
        const { connect, server } = await start(t, (given) => {
          exchange = given;
          given.onAbort((reason) => aborted.push(reason));
          if (!late) given.readBody(sink);
        });
        const client = await connect();
        client.write(upload("/", "0123456789").slice(0, -7));
        await eventually(() => exchange !== null && (late || sink.bytes > 0));
        client[leave]();
        if (late) {
          await sleep(20);
          (exchange as Exchange | null)?.readBody(sink);
        }
        await eventually(() => sink.events.length > 0 && server.connections === 0);
        assert.deepEqual(sink.events, ["error client_closed"], `${leave} ${late}`);
        assert.equal(aborted.length, 1);
        assert.equal(server.inFlight, 0);
        assert.equal((exchange as Exchange | null)?.closed, true);
      }
    }
  });

  test(`${framing}: what the handler keeps of a body is not overwritten by later input`, async (t) => {
    const kept: Uint8Array[] = [];
    const { connect } = await start(t, (exchange) =>
      exchange.readBody({
        onData: (piece) => kept.push(piece) > 0,
        onEnd: () => exchange.send(200, text, null),
        onError: () => {},
      }),
    );
    const client = await connect();
    client.write(upload("/", "a".repeat(20_000)));
    await client.answers(1);
    client.write(upload("/", "b".repeat(20_000)));
    await client.answers(2);
    assert.equal(Buffer.concat(kept).toString(), "a".repeat(20_000) + "b".repeat(20_000));
  });
}

test("a short body nobody reads is discarded and the connection kept, also when the rest comes after the answer", async (t) => {
  const { connect } = await start(t, (exchange) => exchange.send(200, text, exchange.path));
  const client = await connect();
  client.write(request("POST /1", ["content-length: 60000"], "x".repeat(30_000)));
  const [first] = await client.answers(1);
  assert.equal(first.headers.connection, undefined);
  client.write("x".repeat(30_000) + request("GET /2"));
  const answers = await client.answers(2);
  assert.equal(answers[1].body, "/2");
});

for (const [name, head] of [
  ["a long body", request("POST /", ["content-length: 10485760"])],
  ["a chunked body", request("POST /", chunkedFields, "a00000\r\n")],
] as const) {
  test(`${name} nobody reads: the client that goes on sending 10 MiB still gets the answer`, async (t) => {
    const { connect, server } = await start(t, (exchange) => exchange.send(401, text, "who are you?"));
    const client = await connect();
    client.write(head);
    client.write(Buffer.alloc(10 * 1024 * 1024, "x"));
    await client.ended();
    assert.equal(client.error, "");
    const answer = await client.answer();
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.connection, "close");
    assert.equal(answer.body, "who are you?");
    await eventually(() => client.socket.writableLength === 0);
    client.finish();
    await eventually(() => server.connections === 0);
    assert.equal(client.error, "");
  });
}

test("an unread body that is chunked is not mistaken for a request", async (t) => {
  const seen: string[] = [];
  const { connect } = await start(t, (exchange) => {
    seen.push(exchange.path);
    exchange.send(200, text, "ok");
  });
  const client = await connect();
  client.write(request("POST /1", chunkedFields, `5\r\nabcde\r\n0\r\n\r\n${request("GET /2")}`));
  await client.ended();
  assert.deepEqual(seen, ["/1"]);
  assert.equal((await client.answer()).headers.connection, "close");
});

const answerTooLarge =
  (exchange: Exchange): BodySink["onError"] =>
  (error) =>
    exchange.send((error as Error & { status: number }).status, text, error.message);

for (const [name, head, bodies] of [
  ["content-length", ["content-length: 2000000"], "x".repeat(2_000_000)],
  ["chunks", chunkedFields, `${"1f4\r\n".padEnd(505, "x")}\r\n`.repeat(4000)],
] as const) {
  test(`a body too large by ${name} fails with body_too_large; the client gets the 413`, async (t) => {
    let ended = false;
    let bytes = 0;
    const { connect } = await start(
      t,
      (exchange) =>
        exchange.readBody({
          onData: (piece) => {
            bytes += piece.length;
            return true;
          },
          onEnd: () => {
            ended = true;
          },
          onError: answerTooLarge(exchange),
        }),
      { maxBodyBytes: 1_000_000 },
    );
    const client = await connect();
    client.write(request("POST /", head, bodies));
    await client.ended();
    const answer = await client.answer();
    assert.equal(answer.status, 413);
    assert.equal(answer.headers.connection, "close");
    assert.equal(client.error, "");
    assert.equal(ended, false);
    assert.ok(bytes <= 1_000_000);
  });
}

test("a route may set its own limit before it reads", async (t) => {
  const { connect } = await start(
    t,
    (exchange) => {
      exchange.maxBodyBytes = 4;
      exchange.readBody({
        onData: () => true,
        onEnd: () => exchange.send(200, text, "fits"),
        onError: answerTooLarge(exchange),
      });
    },
    { maxBodyBytes: 0 },
  );
  const client = await connect();
  client.write(request("POST /", ["content-length: 4"], "1234") + request("POST /", ["content-length: 5"], "12345"));
  const answers = await client.answers(2);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [200, 413],
  );
});

test("a broken chunk in mid-body fails the body and is answered with 400", async (t) => {
  const sink = new RecordingSink();
  const { connect, server } = await start(t, (exchange) => exchange.readBody(sink));
  const client = await connect();
  client.write(request("POST /", chunkedFields, "3\r\nabc\r\n"));
  await eventually(() => sink.bytes === 3);
  client.write(`zz\r\n${request("GET /smuggled")}`);
  await client.ended();
  const answers = await client.answers(1);
  assert.equal(answers.length, 1);
  assert.equal(answers[0].status, 400);
  assert.equal(answers[0].headers.connection, "close");
  assert.equal(JSON.parse(answers[0].body).code, "bad_chunk");
  assert.deepEqual(sink.events, ["error bad_chunk"]);
  assert.equal(server.inFlight, 0);
});

test("a broken chunk after the answer began cuts the connection", async (t) => {
  const sink = new RecordingSink();
  const { connect } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    exchange.write("so far");
    exchange.readBody(sink);
  });
  const client = await connect();
  client.write(request("POST /", chunkedFields, "3\r\nabc\r\n"));
  await client.has("so far");
  client.write("zz\r\n");
  await client.ended();
  assert.equal(client.error, "ECONNRESET");
  assert.deepEqual(sink.events, ["error bad_chunk"]);
});

test("the server answers a broken body itself: what the handler sends then does not count", async (t) => {
  const { connect } = await start(t, (exchange) =>
    exchange.readBody({
      onData: () => true,
      onEnd: () => {},
      onError: () => exchange.send(422, text, "mine"),
    }),
  );
  const client = await connect();
  client.write(request("POST /", chunkedFields, "3\r\nabcd\r\n"));
  await client.ended();
  const answers = await client.answers(1);
  assert.equal(answers.length, 1);
  assert.equal(answers[0].status, 400);
  assert.equal(answers[0].headers.connection, "close");
});

test("an answer before the body was read ends the body with an error, never an end", async (t) => {
  const sink = new RecordingSink();
  const { connect } = await start(t, (exchange) => {
    if (exchange.path === "/next") return exchange.send(200, text, "next");
    exchange.readBody(sink);
    setTimeout(() => exchange.send(403, text, "enough"), 10);
  });
  const client = await connect();
  client.write(request("POST /", ["content-length: 100"], "x".repeat(40)));
  await client.answers(1);
  client.write("x".repeat(60) + request("GET /next"));
  const answers = await client.answers(2);
  assert.equal(answers[1].body, "next");
  assert.equal(sink.bytes, 40);
  assert.equal(sink.events.length, 1);
  assert.match(sink.events[0], /^error /);
});

test("a body can be read once", async (t) => {
  const { connect } = await start(t, async (exchange) => {
    await readAll(exchange);
    assert.throws(() => exchange.readBody(new RecordingSink()), /already been read/);
    exchange.send(200, text, "ok");
  });
  const client = await connect();
  client.write(request("POST /", ["content-length: 1"], "x"));
  assert.equal((await client.answer()).body, "ok");
});

test("a request without a body ends at once when read, though the client half-closed", async (t) => {
  const sink = new RecordingSink();
  const { connect } = await start(
    t,
    (exchange) =>
      void setTimeout(() => {
        exchange.readBody(sink);
        exchange.send(200, text, "ok");
      }, 20),
  );
  const client = await connect();
  client.write(request("GET /"));
  client.finish();
  assert.equal((await client.answer()).body, "ok");
  assert.deepEqual(sink.events, ["end"]);
});

test("an exchange that is over cannot reach the body of the next request", async (t) => {
  const exchanges: Exchange[] = [];
  const stale = new RecordingSink();
  const fresh = new RecordingSink();
  const { connect } = await start(t, (exchange) => {
    exchanges.push(exchange);
    if (exchange.path === "/1") exchange.send(200, text, "1");
  });
  const client = await connect();
  client.write(request("POST /1", ["content-length: 1"], "x") + request("POST /2", ["content-length: 5"], "12345"));
  await eventually(() => exchanges.length === 2);
  exchanges[0].readBody(stale);
  exchanges[0].resumeBody();
  await sleep(10);
  exchanges[1].readBody(fresh);
  assert.equal(fresh.bytes, 5);
  assert.deepEqual(fresh.events, ["end"]);
  assert.equal(stale.bytes, 0);
  assert.match(stale.events[0], /^error /);
  exchanges[1].send(200, text, "2");
  assert.equal((await client.answers(2))[1].body, "2");
});

test("an answer that streams while its body is read keeps the connection, unless the body is not whole at its end", async (t) => {
  const { connect } = await start(t, (exchange) => {
    if (exchange.bodyLength === 0) return exchange.send(200, text, "next");
    exchange.readBody({
      onData: (piece) => {
        exchange.write(piece);
        if (exchange.path === "/enough") exchange.end();
        return true;
      },
      onEnd: () => exchange.end(),
      onError: () => {},
    });
    exchange.begin(200, text, null);
  });
  const client = await connect();
  client.write(request("POST /all", chunkedFields, "4\r\nping\r\n"));
  assert.ok(await client.has("ping"));
  client.write(`4\r\npong\r\n0\r\n\r\n${request("GET /")}`);
  const answers = await client.answers(2);
  assert.deepEqual(
    answers.map(({ body }) => body),
    ["pingpong", "next"],
  );
  client.write(request("POST /enough", chunkedFields, "4\r\nping\r\n"));
  await client.ended();
  assert.equal((await client.answers(3))[2].body, "ping");
  assert.equal(client.finished, true);
});
