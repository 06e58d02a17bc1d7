import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { silentLogger } from "../../src/core/logger.ts";
import { App, bytes, HTTPError, html, type RouteDetails, redirect, status, text } from "../../src/index.ts";
import { FakeExchange } from "./fake-exchange.ts";
import { Recorder } from "./recorder.ts";
import { Replay } from "./replay.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** What one handler's result becomes, sent through an app; then through one with `app.fetch` and with a socket. */
async function answer(handler: () => unknown, options: RouteDetails = {}, method = "GET") {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.get("/", options, handler);
  const exchange = new FakeExchange({ method });
  app.handle(exchange);
  await turn();
  const replay = new Replay();
  const again = new App({ logger: silentLogger });
  again.get("/", options, handler);
  replay.add(again, { method }, exchange);
  await replay.run();
  return { exchange, log };
}

test("every plain value is JSON with status 200, a string too", async () => {
  const cases: [unknown, string][] = [
    [{ message: "Hello, World!" }, '{"message":"Hello, World!"}'],
    ["text", '"text"'],
    [[1, "é"], '[1,"é"]'],
    [0, "0"],
    [false, "false"],
    [null, "null"],
    [undefined, "null"],
    [12n, "12"],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Set([1]), "[1]"],
    [new Map([["a", 1]]), '{"a":1}'],
  ];
  for (const [value, body] of cases) {
    for (const handler of [() => value, async () => value]) {
      const { exchange } = await answer(handler);
      assert.equal(exchange.status, 200);
      assert.equal(exchange.sentBody, body);
      assert.deepEqual(exchange.sentHeaders, ["content-type", "application/json"]);
    }
  }
});

test("a handler that returns a value is answered at once, with the one frozen field list", () => {
  const app = new App();
  app.get("/", () => ({ a: 1 }));
  const [first, second] = [new FakeExchange(), new FakeExchange()];
  app.handle(first);
  assert.equal(first.sentBody, '{"a":1}');
  app.handle(second);
  assert.ok(Object.isFrozen(first.sentHeaders));
  assert.equal(first.sentHeaders, second.sentHeaders);
  assert.equal(first.bodyReads + first.signalsMade, 0);
});

test("the route's status is sent with plain values", async () => {
  assert.equal((await answer(() => 1, { status: 201 })).exchange.status, 201);
  assert.equal((await answer(() => text("x"), { status: 202 })).exchange.status, 202);
});

test("text, html and bytes say what they are", async () => {
  const plain = (await answer(() => text("é"))).exchange;
  assert.deepEqual([plain.status, plain.sentBody, plain.sent("content-type")], [200, "é", "text/plain; charset=utf-8"]);
  const page = (await answer(() => html("<p>", { status: 404, headers: { "x-a": "1" } }))).exchange;
  assert.deepEqual([page.status, page.sentBody, page.sent("content-type")], [404, "<p>", "text/html; charset=utf-8"]);
  assert.equal(page.sent("x-a"), "1");
  const raw = (await answer(() => bytes(new Uint8Array([1]), { headers: { "Content-Type": "image/png" } }))).exchange;
  assert.deepEqual([raw.sentBody, raw.sent("content-type")], [new Uint8Array([1]), "image/png"]);
  assert.equal(
    (await answer(() => bytes(new ArrayBuffer(2)))).exchange.sent("content-type"),
    "application/octet-stream",
  );
});

test("redirect is 307 unless told otherwise, and its location is safe in a field", async () => {
  const plain = (await answer(() => redirect("/a b/é?x=1#y"), { status: 201 })).exchange;
  assert.equal(plain.status, 307);
  assert.deepEqual(plain.sentHeaders, ["location", "/a%20b/%C3%A9?x=1#y"]);
  assert.equal(plain.sentBody, null);
  assert.equal(
    (await answer(() => redirect(new URL("http://h/%41"), { status: 303 }))).exchange.sent("location"),
    "http://h/%41",
  );
  assert.equal(
    (await answer(() => redirect("/x\r\nset-cookie: a=b"))).exchange.sent("location"),
    "/x%0D%0Aset-cookie:%20a=b",
  );
  assert.equal((await answer(() => redirect("/\\evil.com"))).exchange.sent("location"), "/%5Cevil.com");
  assert.throws(() => redirect("/", { status: 200 }), RangeError);
});

test("status() sends its code, body and headers", async () => {
  const { exchange } = await answer(() => status(404, { why: "gone" }, { "x-why": "1" }), { status: 201 });
  assert.equal(exchange.status, 404);
  assert.equal(exchange.sentBody, '{"why":"gone"}');
  assert.deepEqual([exchange.sent("x-why"), exchange.sent("content-type")], ["1", "application/json"]);
  const nested = (await answer(() => status(418, html("<p>", { headers: { a: "in", b: "in" } }), { b: "out" })))
    .exchange;
  assert.deepEqual(
    [nested.status, nested.sentBody, nested.sent("content-type")],
    [418, "<p>", "text/html; charset=utf-8"],
  );
  assert.deepEqual([nested.sent("a"), nested.sent("b")], ["in", "out"]);
  assert.equal((await answer(() => status(202))).exchange.sentBody, "null");
  for (const code of [0, 100, 199, 600, 200.5, Number.NaN]) assert.throws(() => status(code), RangeError);
});

test("204, 205 and 304 have neither body nor content type, however they come about", async () => {
  for (const code of [204, 205, 304]) {
    const handlers = [
      () => status(code, { a: 1 }, { "x-a": "1" }),
      () => status(code, text("a"), { "x-a": "1" }),
      () => text("a", { status: code, headers: { "x-a": "1" } }),
      () => {
        throw new HTTPError(code, "a", { "x-a": "1" });
      },
      () => new Response(null, { status: code, headers: { "x-a": "1" } }),
    ];
    for (const handler of handlers) {
      const { exchange } = await answer(handler);
      assert.deepEqual([exchange.status, exchange.sentBody], [code, null]);
      assert.deepEqual(exchange.sentHeaders, ["x-a", "1"]);
    }
  }
  const { exchange } = await answer(() => undefined, { status: 204 });
  assert.deepEqual([exchange.status, exchange.sentBody, exchange.sentHeaders], [204, null, []]);
});

test("fields of the connection named by a handler are left to the server", async () => {
  const headers = {
    "content-length": "999",
    "transfer-encoding": "chunked",
    connection: "close",
    date: "x",
    "x-a": "1",
  };
  for (const handler of [() => status(200, 1, headers), () => text("a", { headers })]) {
    const { exchange } = await answer(handler);
    assert.deepEqual(exchange.sentHeaders.filter((_, i) => i % 2 === 0).sort(), ["content-type", "x-a"]);
  }
});

test("what JSON cannot express is a 500 that says nothing, and one log line that says where", async () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  for (const value of [
    Number.NaN,
    { a: Number.POSITIVE_INFINITY },
    circle,
    () => 1,
    Symbol("s"),
    { p: Promise.resolve() },
  ]) {
    for (const handler of [() => value, async () => value, () => status(201, value)]) {
      const { exchange, log } = await answer(handler);
      assert.equal(exchange.status, 500);
      assert.equal(exchange.sentBody, '{"detail":"Internal Server Error"}');
      assert.equal(log.lines.length, 1);
      assert.match(log.at("error")[0], /^GET \/: JsonError: /);
    }
  }
});

test("HTTPError answers its detail, from sync and async handlers", async () => {
  for (const handler of [
    () => {
      throw new HTTPError(404, "Item not found", { "x-error": "There goes my error" });
    },
    async () => {
      throw new HTTPError(404, "Item not found", [["x-error", "There goes my error"]]);
    },
  ]) {
    const { exchange, log } = await answer(handler);
    assert.equal(exchange.status, 404);
    assert.equal(exchange.sentBody, '{"detail":"Item not found"}');
    assert.equal(exchange.sent("x-error"), "There goes my error");
    assert.deepEqual(log.lines, []);
  }
  const detail = async (error: HTTPError) => (await answer(() => Promise.reject(error))).exchange.sentBody;
  assert.equal(await detail(new HTTPError(403)), '{"detail":"Forbidden"}');
  assert.equal(await detail(new HTTPError(404, { code: 1n })), '{"detail":{"code":1}}');
  assert.equal(await detail(new HTTPError(404, null)), '{"detail":null}');
  assert.throws(() => new HTTPError(99), RangeError);
});

test("anything else thrown is a JSON 500, logged once with stack, cause, method and path", async () => {
  const fault = new Error("secret", { cause: new Error("deeper") });
  for (const thrown of [fault, "secret", null, undefined, { secret: 1 }, Object.create(null)]) {
    for (const handler of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const { exchange, log } = await answer(handler);
      assert.equal(exchange.status, 500);
      assert.equal(exchange.sentBody, '{"detail":"Internal Server Error"}');
      assert.deepEqual(exchange.sentHeaders, ["content-type", "application/json"]);
      assert.equal(log.lines.length, 1);
      assert.match(log.at("error")[0], /^GET \/: /);
      if (thrown === fault) assert.match(log.at("error")[0], /Error: secret\n\s+at .*\ncaused by Error: deeper\n/s);
    }
  }
});

test("an HTTPError whose detail JSON cannot express, or whose headers are bad, is a logged 500", async () => {
  for (const error of [new HTTPError(400, Number.NaN), new HTTPError(400, "x", { "bad name": "x" })]) {
    const { exchange, log } = await answer(() => Promise.reject(error));
    assert.equal(exchange.status, 500);
    assert.equal(log.at("error").length, 1);
  }
});

test("a Response is streamed as it comes, each set-cookie on its own", async () => {
  const headers = new Headers({ "content-type": "text/csv", "content-length": "4" });
  headers.append("set-cookie", "a=1");
  headers.append("set-cookie", "b=2");
  const { exchange } = await answer(() => new Response("a,b\n", { status: 203, headers }));
  assert.equal(exchange.status, 203);
  assert.equal(exchange.length, 4);
  assert.deepEqual(exchange.sentHeaders, ["content-type", "text/csv", "set-cookie", "a=1", "set-cookie", "b=2"]);
  assert.equal(Buffer.concat(exchange.written.map((piece) => Buffer.from(piece))).toString(), "a,b\n");
  assert.ok(exchange.ended);
  assert.equal((await answer(() => new Response("x"))).exchange.length, null);
});

test("a Response with no body, or for HEAD, sends its head alone and cancels its stream", async () => {
  assert.equal((await answer(() => new Response(null, { status: 202 }))).exchange.sentBody, null);
  let cancelled = false;
  const stream = () => new ReadableStream({ cancel: () => void (cancelled = true) });
  const { exchange } = await answer(() => new Response(stream(), { headers: { "content-length": "7" } }), {}, "HEAD");
  assert.deepEqual([exchange.length, exchange.written.length, exchange.ended, cancelled], [7, 0, true, true]);
});

test("a Response waits for a slow client", async () => {
  let pulled = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled++;
        if (pulled > 10) controller.close();
        else controller.enqueue(new Uint8Array(1));
      },
    },
    { highWaterMark: 0 },
  );
  const app = new App();
  app.get("/", () => new Response(stream));
  const exchange = new FakeExchange();
  exchange.room = 2;
  app.handle(exchange);
  await turn();
  assert.equal(exchange.written.length, 2);
  assert.equal(pulled, 2);
  exchange.drain(100);
  await turn();
  assert.equal(exchange.written.length, 10);
  assert.ok(exchange.ended);
});

test("a Response whose body fails midway is cut and logged, never ended", async () => {
  const stream = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    pull: () => Promise.reject(new Error("disk gone")),
  });
  const { exchange, log } = await answer(() => new Response(stream));
  assert.equal(exchange.ended, false);
  assert.match(String(exchange.destroyed), /disk gone/);
  assert.match(log.at("error")[0], /failed after its answer had begun.*disk gone/);
});

test("a client that leaves cancels the Response's body, waiting or not", async () => {
  for (const room of [1, Number.POSITIVE_INFINITY]) {
    let reason: unknown;
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel: (why) => {
        reason = why;
      },
    });
    const log = new Recorder();
    const app = new App({ logger: log });
    app.get("/", () => new Response(stream));
    const exchange = new FakeExchange();
    exchange.room = room;
    app.handle(exchange);
    await turn();
    exchange.leave();
    await turn();
    assert.match(String(reason), /client left/);
    assert.equal(exchange.ended, false);
    assert.deepEqual(log.lines, []);
  }
});

test("a Response that was already read, or is an error, is a logged 500", async () => {
  const used = async () => {
    const response = new Response("a");
    await response.text();
    return response;
  };
  for (const handler of [used, () => Response.error()]) {
    const { exchange, log } = await answer(handler);
    assert.equal(exchange.status, 500);
    assert.equal(log.at("error").length, 1);
  }
});

test("a handler that fails after the client left is a debug line and no answer", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.get("/", async () => {
    await turn();
    throw new Error("aborted");
  });
  app.get("/fine", async () => {
    await turn();
    return 1;
  });
  for (const path of ["/", "/fine"]) {
    const exchange = new FakeExchange({ path });
    app.handle(exchange);
    exchange.leave();
    await turn();
    await turn();
    assert.equal(exchange.started, false);
  }
  assert.equal(log.lines.length, 1);
  assert.match(log.at("debug")[0], /GET \/: failed after the client left: Error: aborted/);
});

test("a client that closed only its half is streamed to for a while, then cut", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let cancelled = false;
  const stream = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const app = new App();
  app.get("/", () => new Response(stream));
  const exchange = new FakeExchange();
  app.handle(exchange);
  exchange.closeHalf();
  for (let i = 0; i < 10; i++) await null;
  t.mock.timers.tick(4999);
  assert.deepEqual([cancelled, exchange.closed], [false, false]);
  t.mock.timers.tick(1);
  for (let i = 0; i < 10; i++) await null;
  assert.deepEqual([cancelled, exchange.closed, exchange.ended], [true, true, false]);
});

test("a client that closed only its half is told of a failure, which is a debug line", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.get("/", async () => {
    await turn();
    throw new Error("aborted");
  });
  const exchange = new FakeExchange();
  app.handle(exchange);
  exchange.closeHalf();
  await turn();
  await turn();
  assert.equal(exchange.status, 500);
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["debug"],
  );
});

test("a Response that is written to a connection cut meanwhile cancels its body", async () => {
  let cancelled = false;
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1)),
    cancel: () => {
      cancelled = true;
    },
  });
  const app = new App();
  app.get("/", () => new Response(stream));
  const exchange = new FakeExchange();
  exchange.write = () => {
    exchange.closed = true;
    return false;
  };
  app.handle(exchange);
  await turn();
  assert.equal(cancelled, true);
});

test("what has only a then is waited for like a promise, in handlers and in error handlers", async () => {
  class OutOfStock extends Error {}
  // biome-ignore lint/suspicious/noThenProperty: that is the subject
  const thenable = (value: unknown) => ({ then: (ok: (value: unknown) => void) => void setTimeout(ok, 1, value) });
  const app = new App({ logger: new Recorder() });
  app.get("/", () => thenable({ a: 1 }));
  app.post("/", { body: z.object({ b: z.int() }) }, ({ body }) => thenable(body));
  app.get("/fails", () => {
    throw new OutOfStock();
  });
  app.catch(OutOfStock, () => thenable(status(409, "sold")));
  const ask = async (path: string, init?: RequestInit) => {
    const response = await app.fetch(new Request(`http://a${path}`, init));
    return [response.status, await response.json()];
  };
  assert.deepEqual(await ask("/"), [200, { a: 1 }]);
  const json = { method: "POST", body: '{"b":2}', headers: { "content-type": "application/json" } };
  assert.deepEqual(await ask("/", json), [200, { b: 2 }]);
  assert.deepEqual(await ask("/fails"), [409, "sold"]);
});
