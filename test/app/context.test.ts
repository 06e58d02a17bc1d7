import assert from "node:assert/strict";
import { test } from "node:test";
import { App, type Context, HTTPError, redirect, status, text } from "../../src/index.ts";
import { FakeExchange } from "./fake-exchange.ts";
import { Recorder } from "./recorder.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

async function run(handler: (input: object, context: Context) => unknown, exchange: FakeExchange = new FakeExchange()) {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.get("/", handler);
  app.post("/", { maxBodyBytes: 10 }, handler);
  app.handle(exchange);
  await turn();
  await app.drained();
  return { exchange, log };
}

test("reply's status and headers go with a plain value", async () => {
  const { exchange } = await run((_, { reply }) => {
    assert.equal(reply.status, 200);
    reply.status = 202;
    reply.headers.set("x-saved", "1");
    return { a: 1 };
  });
  assert.equal(exchange.status, 202);
  assert.deepEqual(exchange.sentHeaders, ["content-type", "application/json", "x-saved", "1"]);
});

test("reply's content type replaces the default one", async () => {
  for (const make of [() => ({ a: 1 }), () => text("a"), () => status(400, 1)]) {
    const { exchange } = await run((_, { reply }) => {
      reply.headers.set("content-type", "application/problem+json");
      return make();
    });
    assert.equal(exchange.sent("content-type"), "application/problem+json");
  }
});

test("a returned value's own status and headers win over reply's; set-cookie and vary of both are sent", async () => {
  const own: [string, string][] = [
    ["x-a", "own"],
    ["vary", "accept"],
    ["set-cookie", "own=1"],
  ];
  for (const make of [
    () => status(201, 1, own),
    () => text("a", { status: 201, headers: own }),
    () => new Response("a", { status: 201, headers: own }),
    () => redirect("/", { status: 303, headers: own }),
  ]) {
    const { exchange } = await run((_, { reply }) => {
      reply.status = 299;
      reply.headers.set("x-a", "reply");
      reply.headers.set("x-b", "reply");
      reply.headers.set("vary", "origin");
      reply.cookie("reply", "2");
      return make();
    });
    assert.notEqual(exchange.status, 299);
    assert.equal(exchange.sent("x-a"), "own");
    assert.equal(exchange.sent("x-b"), "reply");
    assert.equal(exchange.sent("vary"), "accept, origin");
    assert.equal(exchange.sentHeaders.filter((name) => name === "set-cookie").length, 2);
  }
});

test("nothing of reply goes with a thrown error", async () => {
  const { exchange } = await run((_, { reply }) => {
    reply.headers.set("x-a", "reply");
    throw new HTTPError(409);
  });
  assert.deepEqual(exchange.sentHeaders, ["content-type", "application/json"]);
});

test("a status that cannot be sent is a logged 500", async () => {
  const { exchange, log } = await run((_, { reply }) => {
    reply.status = 100;
  });
  assert.equal(exchange.status, 500);
  assert.match(log.at("error")[0], /100 is not a status/);
});

test("cookies are set and deleted with Path=/ and SameSite=lax", async () => {
  const { exchange } = await run((_, { reply }) => {
    reply.cookie("a", "1");
    reply.deleteCookie("b");
    return 1;
  });
  const cookies = exchange.sentHeaders.filter((_, i) => exchange.sentHeaders[i - 1] === "set-cookie");
  assert.deepEqual(cookies, [
    "a=1; Path=/; SameSite=lax",
    "b=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; SameSite=lax",
  ]);
});

test("request is the exchange in fetch terms, made once", async () => {
  const exchange = new FakeExchange({ query: "a=1", headers: ["X-A", "1", "x-a", "2", "Cookie", "c=d"] });
  await run((_, context) => {
    const { request } = context;
    assert.equal(request, context.request);
    assert.equal(request.url, "http://example.test/?a=1");
    assert.equal(request.method, "GET");
    assert.equal(request.headers.get("x-a"), "1, 2");
    assert.equal(request.headers.get("cookie"), "c=d");
    assert.equal(request.body, null);
    return 1;
  }, exchange);
  assert.equal(exchange.status, 200);
});

test("a host that makes no URL is the client's fault", async () => {
  const { exchange, log } = await run((_, { request }) => request.url, new FakeExchange({ authority: "a:99999" }));
  assert.equal(exchange.status, 400);
  assert.deepEqual(log.lines, []);
});

test("a body nobody asks for is not touched, not even by making the request", async () => {
  const exchange = new FakeExchange({ method: "POST", body: [Buffer.from("{}")] });
  await run((_, { request }) => request.method, exchange);
  assert.equal(exchange.sentBody, '"POST"');
  assert.equal(exchange.bodyReads, 0);
});

test("request.json() reads the body", async () => {
  const exchange = new FakeExchange({ method: "POST", body: [Buffer.from('{"a"'), Buffer.from(":1}")] });
  await run((_, { request }) => request.json(), exchange);
  assert.equal(exchange.sentBody, '{"a":1}');
});

test("a route sets its own limit before the body is read", async () => {
  const exchange = new FakeExchange({ method: "POST", body: [] });
  await run(() => 1, exchange);
  assert.equal(exchange.maxBodyBytes, 10);
});

test("a body over the limit is 413 in JSON unless the handler catches it", async () => {
  const app = new App();
  app.post("/", { maxBodyBytes: 4 }, (_, { request }) => request.text());
  app.post("/caught", { maxBodyBytes: 4 }, (_, { request }) => request.text().catch(() => "caught"));
  const post = (path: string, body: RequestInit["body"]) =>
    app.fetch(new Request(`http://a${path}`, { method: "POST", body, duplex: "half" }));
  const chunks = () => new Blob(["aaa", "aaa"]).stream();
  for (const body of ["aaaaaa", chunks()]) {
    const response = await post("/", body);
    assert.equal(response.status, 413);
    assert.deepEqual(await response.json(), { detail: "the request body is larger than 4 bytes" });
  }
  assert.equal(await (await post("/caught", chunks())).json(), "caught");
  assert.equal(await (await post("/", "aaaa")).json(), "aaaa");
});

test("signal is aborted when the client leaves", async () => {
  let signal: AbortSignal | undefined;
  const exchange = new FakeExchange();
  await run(async (_, context) => {
    signal = context.signal;
    await turn();
    await turn();
  }, exchange);
  assert.equal(signal?.aborted, false);
  exchange.leave();
  assert.equal(signal?.aborted, true);
});

test("deferred work runs after the answer, in order, its errors logged; drained() waits for it", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const order: string[] = [];
  app.get("/work", (_, context) => {
    context.defer(async () => {
      await turn();
      order.push(`first, answered: ${exchange.closed}`);
    });
    context.defer(() => {
      throw new Error("deferred fault");
    });
    const { defer } = context;
    defer(() => order.push("third"));
    return 1;
  });
  const exchange = new FakeExchange({ path: "/work" });
  app.handle(exchange);
  assert.ok(exchange.closed);
  assert.deepEqual(order, []);
  await app.drained();
  assert.deepEqual(order, ["first, answered: true", "third"]);
  assert.equal(log.lines.length, 1);
  assert.match(log.at("error")[0], /GET \/work: deferred work failed: Error: deferred fault/);
});

test("deferred work waits for a streamed answer's end, and is dropped if the handler throws", async () => {
  const order: string[] = [];
  const stream = new ReadableStream({
    async pull(controller) {
      await turn();
      order.push("streamed");
      controller.close();
    },
  });
  const app = new App();
  app.get("/", (_, context) => {
    context.defer(() => order.push("deferred"));
    return new Response(stream);
  });
  app.get("/bad", (_, context) => {
    context.defer(() => order.push("never"));
    throw new HTTPError(400);
  });
  await (await app.fetch(new Request("http://a/bad"))).text();
  await (await app.fetch(new Request("http://a/"))).text();
  await turn();
  await app.drained();
  assert.deepEqual(order, ["streamed", "deferred"]);
});

test("log is the app's logger and state a copy of the lifespan's for each request", async () => {
  const log = new Recorder();
  const app = new App({
    logger: log,
    lifespan: async function* () {
      yield { count: 1 };
    },
  });
  app.get("/", (_, { state, log }) => {
    log.log("info", "hello");
    const before = state.count;
    state.count = 2;
    return before;
  });
  for (let i = 0; i < 2; i++) assert.equal(await (await app.fetch(new Request("http://a/"))).json(), 1);
  assert.deepEqual(log.at("info"), ["hello", "hello"]);
});
