import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import { eventually, readAll, request, start, text } from "./harness.ts";

const hello = (exchange: Exchange): void => exchange.send(200, text, `${exchange.method} ${exchange.path}`);

test("a GET is answered with length, date and the handler's fields", async (t) => {
  const { connect } = await start(t, hello);
  const client = await connect();
  client.write(request("GET /a?b"));
  const answer = await client.answer();
  assert.equal(answer.status, 200);
  assert.equal(answer.body, "GET /a");
  assert.equal(answer.headers["content-length"], "6");
  assert.equal(answer.headers["content-type"], "text/plain");
  assert.match(answer.headers.date, /GMT$/);
  assert.equal(answer.headers.connection, undefined);
});

test("an exchange shows what was asked, and by whom", async (t) => {
  let seen: Exchange | null = null;
  const { connect } = await start(t, (exchange) => {
    seen = exchange;
    hello(exchange);
  });
  const client = await connect();
  client.write(request("POST /x%2Fy?q=1&r", ["X-A: 1", "x-a: 2", "Content-Length: 0"]));
  await client.answer();
  assert.ok(seen !== null);
  const exchange = seen as Exchange;
  assert.equal(exchange.method, "POST");
  assert.equal(exchange.path, "/x%2Fy");
  assert.equal(exchange.query, "q=1&r");
  assert.equal(exchange.protocol, "HTTP/1.1");
  assert.equal(exchange.scheme, "http");
  assert.equal(exchange.authority, "a");
  assert.equal(exchange.remoteAddress, "127.0.0.1");
  assert.equal(exchange.remotePort, client.socket.localPort);
  assert.equal(exchange.bodyLength, 0);
  assert.deepEqual(exchange.headers, ["host", "a", "X-A", "1", "x-a", "2", "Content-Length", "0"]);
  assert.equal(exchange.header("x-a"), "1, 2");
  assert.equal(exchange.closed, true);
});

test("1,000 pipelined requests in one piece are answered in order", async (t) => {
  const { connect } = await start(t, hello);
  const client = await connect();
  client.write(Array.from({ length: 1000 }, (_, i) => request(`GET /${i}`)).join(""));
  const answers = await client.answers(1000);
  assert.deepEqual(
    answers.map((answer) => answer.body),
    Array.from({ length: 1000 }, (_, i) => `GET /${i}`),
  );
});

test("pipelined requests keep their order however long each answer takes", async (t) => {
  const { connect, server } = await start(t, (exchange) => {
    const answer = (): void => exchange.send(200, text, exchange.path);
    const kind = Number(exchange.path.slice(1)) % 4;
    if (kind === 0) answer();
    else if (kind === 1) void Promise.resolve().then(answer);
    else if (kind === 2) setImmediate(answer);
    else setTimeout(answer, 1);
  });
  const client = await connect();
  const all = Array.from({ length: 300 }, (_, i) => request(`GET /${i}`)).join("");
  // In pieces of 1,000 bytes, so that the stash is added to while it is worked off.
  for (let at = 0; at < all.length; at += 1000) {
    client.write(all.slice(at, at + 1000));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const answers = await client.answers(300);
  assert.deepEqual(
    answers.map((answer) => answer.body),
    Array.from({ length: 300 }, (_, i) => `/${i}`),
  );
  assert.equal(server.inFlight, 0);
});

test("pipelined requests larger than what is stashed all get answers", async (t) => {
  const { connect } = await start(t, (exchange) => void setImmediate(() => exchange.send(200, text, exchange.path)));
  const client = await connect();
  const pad = "x".repeat(4000);
  client.write(Array.from({ length: 100 }, (_, i) => request(`GET /${i}`, [`pad: ${pad}`])).join(""));
  const answers = await client.answers(100);
  assert.equal(answers.at(-1)?.body, "/99");
});

test("pipelined POSTs: read, unread and late-read bodies do not mix", async (t) => {
  const { connect } = await start(t, (exchange) => {
    const kind = Number(exchange.path.slice(1)) % 3;
    const answer = async (): Promise<void> => {
      const { data } = await readAll(exchange);
      exchange.send(200, text, `${exchange.path} ${data.toString()}`);
    };
    if (kind === 0) void answer();
    else if (kind === 1) exchange.send(200, text, `${exchange.path} unread`);
    else setImmediate(() => void answer());
  });
  const client = await connect();
  // An unread chunked body costs the connection, so the unread ones have a length.
  let all = "";
  const expected: string[] = [];
  for (let i = 0; i < 60; i++) {
    const body = `<${String(i).padStart(3, "0")}>`;
    const chunked = i % 2 === 1 && i % 3 !== 1;
    all += chunked
      ? request(`POST /${i}`, ["transfer-encoding: chunked"], `5\r\n${body}\r\n0\r\n\r\n`)
      : request(`POST /${i}`, ["content-length: 5"], body);
    expected.push(`/${i} ${i % 3 === 1 ? "unread" : body}`);
  }
  client.write(all);
  const answers = await client.answers(60);
  assert.deepEqual(
    answers.map((answer) => answer.body),
    expected,
  );
});

test("a half-closed client gets the answers to all it pipelined", async (t) => {
  const { connect } = await start(t, (exchange) => void setTimeout(() => exchange.send(200, text, exchange.path), 2));
  const client = await connect();
  client.write(request("GET /1") + request("GET /2") + request("GET /3"));
  client.finish();
  await client.ended();
  const answers = await client.answers(3);
  assert.deepEqual(
    answers.map((answer) => answer.body),
    ["/1", "/2", "/3"],
  );
  assert.equal(client.error, "");
});

test("HTTP/1.1 is kept alive until the client says close", async (t) => {
  const { connect } = await start(t, hello);
  const client = await connect();
  for (let i = 1; i <= 3; i++) {
    client.write(request(`GET /${i}`));
    assert.equal((await client.answers(i)).length, i);
  }
  client.write(request("GET /last", ["Connection: close"]));
  await client.ended();
  const answers = await client.answers(4);
  assert.equal(answers[3].headers.connection, "close");
  assert.equal(client.finished, true);
});

test("HTTP/1.0 closes unless the client asks to keep alive", async (t) => {
  const { connect } = await start(t, hello);
  const plain = await connect();
  plain.write("GET / HTTP/1.0\r\n\r\n");
  await plain.ended();
  assert.equal((await plain.answer()).headers.connection, "close");
  const kept = await connect();
  kept.write("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  assert.equal((await kept.answer()).headers.connection, "keep-alive");
  kept.write("GET /2 HTTP/1.0\r\n\r\n");
  await kept.ended();
  assert.equal((await kept.answers(2))[1].body, "GET /2");
});

test("maxRequestsPerConnection ends the connection after so many", async (t) => {
  const { connect } = await start(t, hello, { maxRequestsPerConnection: 3 });
  const client = await connect();
  client.write(request("GET /1") + request("GET /2") + request("GET /3") + request("GET /4"));
  await client.ended();
  const answers = await client.answers(3);
  assert.equal(answers.length, 3);
  assert.deepEqual(
    answers.map((answer) => answer.headers.connection),
    [undefined, undefined, "close"],
  );
});

test("serverHeader and autoDate steer the fields the server adds", async (t) => {
  const { connect } = await start(
    t,
    (exchange) => {
      exchange.autoDate = false;
      exchange.send(200, ["date", "mine"], null);
    },
    { serverHeader: "flotilla" },
  );
  const client = await connect();
  client.write(request("GET /"));
  const { headers } = await client.answer();
  assert.equal(headers.server, "flotilla");
  assert.equal(headers.date, "mine");
});

test("an async answer after an idle pause still finds its connection, and each exchange is counted once", async (t) => {
  const pending: Exchange[] = [];
  const { connect, server, finished } = await start(t, (exchange) => void pending.push(exchange));
  const clients = await Promise.all([connect(), connect(), connect()]);
  for (const client of clients) client.write(request("GET /"));
  await eventually(() => pending.length === 3);
  assert.equal(server.inFlight, 3);
  assert.equal(server.connections, 3);
  for (const exchange of pending) exchange.send(204, [], null);
  for (const client of clients) assert.equal((await client.answer()).status, 204);
  assert.equal(server.inFlight, 0);
  assert.equal(finished.length, 3);
  assert.equal(finished[0].status, 204);
  assert.equal(finished[0].remoteAddress, "127.0.0.1");
});

test("a handler that throws is answered with 500 and logged; the connection lives", async (t) => {
  const { connect, log } = await start(t, (exchange) => {
    if (exchange.path === "/bad") throw new Error("boom");
    hello(exchange);
  });
  const client = await connect();
  client.write(request("GET /bad") + request("GET /good"));
  const answers = await client.answers(2);
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [500, 200],
  );
  assert.equal(answers[0].body, '{"detail":"Internal Server Error"}');
  assert.ok(log.some((line) => line.includes("boom")));
});

test("a handler that throws after it began cuts the connection", async (t) => {
  const { connect } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    exchange.write("some");
    throw new Error("boom");
  });
  const client = await connect();
  client.write(request("GET /"));
  await client.ended();
  assert.equal(client.error, "ECONNRESET");
  assert.ok(!client.text.includes("0\r\n\r\n"));
});

test("one empty line before a request is forgiven, between requests too", async (t) => {
  const { connect } = await start(t, hello);
  const client = await connect();
  client.write(`\r\n${request("GET /1")}\r\n${request("GET /2")}`);
  const answers = await client.answers(2);
  assert.equal(answers[1].body, "GET /2");
});
