import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, HTTPError, Router, SocketClosed } from "../../../src/index.ts";
import { Recorder } from "../recorder.ts";
import { eventually, type Refused, served } from "./harness.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

function refused(status: number, body?: string): (error: Refused) => boolean {
  return (error) => {
    assert.equal(error.status, status);
    if (body !== undefined) assert.equal(error.body, body);
    return true;
  };
}

test("text and bytes come and go; the loop ends when the client closes, and the handler sees how", async (t) => {
  const app = new App({ logger: new Recorder() });
  const seen: unknown[] = [];
  app.websocket("/echo", async (_, socket) => {
    for await (const message of socket) await socket.send(message);
    const { code, reason } = socket.signal.reason as SocketClosed;
    seen.push(code, reason, socket.open, socket.signal.aborted);
    await assert.rejects(socket.send("late"), (error) => error instanceof SocketClosed && error.code === 4001);
    await assert.rejects(socket.receive(), SocketClosed);
  });
  const { open } = await served(t, app);
  const client = await open("/echo");
  client.send("é");
  assert.equal(await client.next(), "é");
  client.send(new Uint8Array([1, 2]));
  assert.deepEqual(await client.next(), Buffer.from([1, 2]));
  client.send("");
  assert.equal(await client.next(), "");
  const big = "x".repeat(300_000);
  client.send(big);
  assert.equal(await client.next(), big);
  assert.deepEqual(await client.close(4001, "bye"), { code: 4001, reason: "bye" });
  await eventually(() => seen.length === 4);
  assert.deepEqual(seen, [4001, "bye", false, true]);
});

test("everything is read before the handshake is accepted, as for a route", async (t) => {
  const app = new App();
  const user = dependency({ headers: { x_token: z.string() } }, ({ headers }) => `user ${headers.x_token}`);
  app.websocket(
    "/rooms/{room}",
    {
      path: { room: z.int() },
      query: { q: z.array(z.string()).default([]), flag: z.boolean().default(false) },
      cookies: { session: z.string().optional() },
      headers: { x_token: z.string() },
      use: { user },
    },
    async (input, socket) => {
      await socket.send(input);
    },
  );
  const { open } = await served(t, app);
  const client = await open("/rooms/7?q=a&q=b&flag=yes", { headers: { "X-Token": "t", cookie: "session=s" } });
  assert.deepEqual(await client.json(), {
    path: { room: 7 },
    query: { q: ["a", "b"], flag: true },
    cookies: { session: "s" },
    headers: { x_token: "t" },
    user: "user t",
  });
  assert.equal((await client.closed).code, 1000);
  await assert.rejects(open("/rooms/x", { headers: { "X-Token": "t" } }), refused(403, ""));
  await assert.rejects(open("/rooms/7"), refused(403, ""));
  await assert.rejects(open("/rooms/%ff"), refused(400));
});

test("what is no endpoint is 403; a plain request to an endpoint is 404, also for other methods", async (t) => {
  const app = new App();
  app.websocket("/ws", async (_, socket) => socket.accept());
  app.get("/page", () => 1);
  const { open, server } = await served(t, app);
  for (const path of ["/none", "/page", "/ws/", "/"]) await assert.rejects(open(path), refused(403, ""), path);
  for (const method of ["GET", "POST"]) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/ws`, { method });
    assert.deepEqual([answer.status, await answer.json()], [404, { detail: "Not Found" }]);
  }
});

test("an HTTPError before the accept is the answer, from handlers and dependencies, whoever catches it too", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const order: string[] = [];
  const db = dependency(async function* () {
    try {
      yield 1;
    } finally {
      order.push("db ended");
    }
  });
  const login = dependency({ use: { db } }, (_, { reply }) => {
    reply.cookie("tried", "1");
    throw new HTTPError(401, "Not authenticated", { "www-authenticate": "Bearer" });
  });
  class Full extends Error {}
  app.catch(Full, (_, { reply }) => {
    reply.status = 429;
    reply.headers.set("retry-after", "7");
    return { detail: "full" };
  });
  app.websocket("/dep", { use: { login } }, async (_, socket) => socket.accept());
  app.websocket("/handler", { use: { db } }, () => {
    throw new HTTPError(409, { why: "taken" });
  });
  app.websocket("/caught", () => {
    throw new Full();
  });
  app.websocket("/bug", () => {
    throw new Error("a bug");
  });
  const { open } = await served(t, app);
  await assert.rejects(open("/dep"), (error: Refused) => {
    assert.deepEqual([error.status, error.body], [401, '{"detail":"Not authenticated"}']);
    assert.deepEqual([error.headers["www-authenticate"], error.headers["set-cookie"]], ["Bearer", undefined]);
    return true;
  });
  assert.deepEqual(order, ["db ended"]);
  await assert.rejects(open("/handler"), refused(409, '{"detail":{"why":"taken"}}'));
  await assert.rejects(open("/caught"), (error: Refused) => {
    assert.deepEqual([error.status, error.headers["retry-after"], error.body], [429, "7", '{"detail":"full"}']);
    return true;
  });
  assert.deepEqual(log.lines, []);
  await assert.rejects(open("/bug"), refused(500, '{"detail":"Internal Server Error"}'));
  assert.equal(log.at("error").length, 1);
  assert.match(log.at("error")[0], /GET \/bug: Error: a bug/);
});

test("a handler that returns or closes without accepting refuses; a SocketClosed thrown closes or refuses", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.websocket("/returns", () => {});
  app.websocket("/closes", async (_, socket) => {
    await socket.close(4000, "no");
    await assert.rejects(socket.accept(), (error) => error instanceof SocketClosed && error.code === 4000);
    assert.equal(socket.signal.aborted, true);
  });
  app.websocket("/throws", () => {
    throw new SocketClosed(4000, "no");
  });
  app.websocket("/later", async (_, socket) => {
    await socket.accept();
    throw new SocketClosed(4000, "no more");
  });
  const { open } = await served(t, app);
  for (const path of ["/returns", "/closes", "/throws"]) await assert.rejects(open(path), refused(403, ""), path);
  assert.deepEqual(await (await open("/later")).closed, { code: 4000, reason: "no more" });
  assert.deepEqual(log.lines, []);
  assert.throws(() => new SocketClosed(1006), RangeError);
  assert.throws(() => new SocketClosed(1000, "é".repeat(62)), RangeError);
});

test("after the accept: a bug closes with 1011 and is logged once, an HTTPError says why, another socket's close is a bug", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.websocket("/bug/{id}", async (_, socket) => {
    await socket.receive();
    throw new Error("the password is hunter2");
  });
  app.websocket("/http/{status}", { path: { status: z.int() } }, async ({ path }, socket) => {
    await socket.accept();
    throw new HTTPError(path.status, "x".repeat(200));
  });
  app.websocket("/other", async (_, socket) => {
    await socket.accept();
    throw await other;
  });
  let heard: (error: unknown) => void = () => {};
  const other = new Promise((resolve) => {
    heard = resolve;
  });
  app.websocket("/left", async (_, socket) => {
    try {
      await socket.receive();
    } catch (error) {
      heard(error);
      throw error;
    }
  });
  const { open } = await served(t, app);
  const client = await open("/bug/7");
  client.send("x");
  assert.deepEqual(await client.closed, { code: 1011, reason: "Internal Error" });
  assert.equal(log.lines.length, 1);
  assert.match(
    log.at("error")[0],
    /GET \/bug\/7: WebSocket \/bug\/\{id\} failed: Error: the password is hunter2\n {4}at/,
  );
  assert.deepEqual(await (await open("/http/403")).closed, { code: 1008, reason: "x".repeat(123) });
  assert.equal((await (await open("/http/503")).closed).code, 1011);
  assert.equal(log.lines.length, 1);
  const left = await open("/left");
  await left.close();
  assert.equal((await (await open("/other")).closed).code, 1011);
  assert.equal(log.lines.length, 2);
});

test("clean-up: function scope when the handler has returned, then the close, then request scope; also after errors", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const order: string[] = [];
  const made = (name: string, scope: "function" | "request") =>
    dependency({ scope }, async function* (_, context) {
      try {
        yield name;
      } catch (error) {
        order.push(`${name} saw ${(error as Error).message}`);
        throw error;
      } finally {
        order.push(`${name} ended, open: ${!context.signal.aborted}`);
      }
    });
  const use = { early: made("function", "function"), late: made("request", "request") };
  app.websocket("/fine", { use }, async (_, socket) => {
    for await (const message of socket) if (message === "end") return;
  });
  app.websocket("/fails", { use }, async (_, socket) => {
    await socket.receive();
    throw new Error("bug");
  });
  const { open } = await served(t, app);
  const fine = await open("/fine");
  fine.send("end");
  assert.equal((await fine.closed).code, 1000);
  assert.deepEqual(order.splice(0), ["function ended, open: true", "request ended, open: false"]);
  const left = await open("/fine");
  left.ws.terminate();
  await eventually(() => order.length === 2);
  assert.deepEqual(order.splice(0), ["function ended, open: false", "request ended, open: false"]);
  const fails = await open("/fails");
  fails.send("x");
  await fails.closed;
  assert.deepEqual(order, [
    "function saw bug",
    "function ended, open: true",
    "request saw bug",
    "request ended, open: true",
  ]);
});

test("messages are read and written by their schemas; a bad one closes with 1007, a bad send is the handler's bug", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const Order = z.object({ item: z.string(), price: z.number().positive(), at: z.date().optional() });
  const ended: unknown[] = [];
  app.websocket(
    "/orders",
    { receive: Order, send: z.object({ sum: z.number(), when: z.date().optional() }) },
    async (_, socket) => {
      let sum = 0;
      for await (const { price, at } of socket) {
        sum += price;
        await socket.send({ sum, when: at, secret: "x" } as { sum: number });
      }
      ended.push((socket.signal.reason as SocketClosed).cause);
    },
  );
  app.websocket("/lies", { send: z.object({ a: z.int() }) }, async (_, socket) => {
    await socket.accept();
    await socket.send({ a: "x" } as never);
  });
  app.websocket("/text", { receive: z.string() }, async (_, socket) => {
    await socket.send(await socket.receive());
  });
  const { open } = await served(t, app);
  const client = await open("/orders");
  client.send('{"item":"a","price":2,"at":"2026-01-01T00:00:00Z","extra":1}');
  assert.deepEqual(await client.json(), { sum: 2, when: "2026-01-01T00:00:00.000Z" });
  client.send(Buffer.from('{"item":"a","price":3}'));
  assert.deepEqual(await client.json(), { sum: 5 });
  client.send('{"item":"a","price":-1}');
  assert.deepEqual(await client.closed, { code: 1007, reason: "price: Input should be greater than 0" });
  await eventually(() => ended.length === 1);
  assert.equal((ended[0] as Error).name, "ValidationError");
  for (const bad of ["", "{", "null", "[]", '"x"', Buffer.from([0xff])]) {
    const other = await open("/orders");
    other.send(bad);
    assert.equal((await other.closed).code, 1007, String(bad));
  }
  assert.deepEqual(log.lines, []);
  assert.equal((await (await open("/lies")).closed).code, 1011);
  assert.match(log.at("error")[0], /WebSocket \/lies failed: ResponseValidationError/);
  const quoted = await open("/text");
  quoted.send('"a"');
  assert.equal(await quoted.next(), "a");
});

test("sub-protocols: the route's first that is offered, or the handler's choice among those", async (t) => {
  const app = new App({ logger: new Recorder() });
  app.websocket("/listed", { protocols: ["v2", "v1"] }, async (_, socket) => {
    await socket.accept();
    await socket.send([socket.protocol ?? null, socket.offeredProtocols]);
  });
  app.websocket("/chosen", async (_, socket) => {
    await socket.accept({ protocol: "mine", headers: { "x-a": "é", "set-cookie": "a=1" } });
  });
  const { open } = await served(t, app);
  const client = await open("/listed", { protocols: ["v1", "v2"] });
  assert.equal(client.ws.protocol, "v2");
  assert.deepEqual(await client.json(), ["v2", ["v1", "v2"]]);
  // A client that offers some and is given none fails the connection (RFC 6455 section 4.1).
  const none = await open("/listed");
  assert.equal(none.ws.protocol, "");
  const chosen = await open("/chosen", { protocols: ["mine", "other"] });
  assert.equal(chosen.ws.protocol, "mine");
  assert.deepEqual([chosen.headers["x-a"], chosen.headers["set-cookie"]], ["\u00e9", ["a=1"]]);
  await assert.rejects(open("/chosen"), refused(500));
});

test("headers of the 101: the reply's cookies go with it, the handshake's own and broken ones are errors", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const visit = dependency((_, { reply }) => {
    reply.cookie("seen", "1");
  });
  app.websocket("/cookies", { use: [visit] }, async (_, socket) => socket.accept());
  for (const [path, headers] of [
    ["/own", { "Sec-WebSocket-Accept": "x" }],
    ["/line", { "x-a": "1\r\nx-b: 2" }],
    ["/control", { "x-a": "1\u0001" }],
  ] as const) {
    app.websocket(path, async (_, socket) => socket.accept({ headers: headers as Record<string, string> }));
  }
  const { open } = await served(t, app);
  assert.deepEqual((await open("/cookies")).headers["set-cookie"], ["seen=1; Path=/; SameSite=lax"]);
  for (const path of ["/own", "/line", "/control"]) await assert.rejects(open(path), refused(500), path);
  assert.equal(log.at("error").length, 3);
});

test("origins: named pages and clients that are no browsers", async (t) => {
  const app = new App();
  app.websocket("/ws", { origins: ["https://Example.com"] }, async (_, socket) => socket.accept());
  const { open } = await served(t, app);
  await open("/ws");
  await open("/ws", { headers: { origin: "https://example.com" } });
  for (const origin of ["https://evil.test", "null", "https://example.com.evil.test", "http://example.com"]) {
    await assert.rejects(open("/ws", { headers: { origin } }), refused(403), origin);
  }
});

test("routers and mounted apps have WebSockets below their prefixes", async (t) => {
  const app = new App({ logger: new Recorder() });
  const chat = new Router({ prefix: "/chat/{room}", path: { room: z.int() } });
  chat.websocket("/ws", { name: "chat" }, async ({ path }, socket) => {
    await socket.send([path.room, socket.url("chat", { room: 3 }), socket.rootPath]);
  });
  app.include(chat, { prefix: "/v1" });
  const sub = new App({ logger: new Recorder() });
  sub.include(chat);
  app.mount("/sub", sub);
  app.mount("/fetch", () => new Response("x"));
  const { open } = await served(t, app);
  assert.deepEqual(await (await open("/v1/chat/1/ws")).json(), [1, "/v1/chat/3/ws", ""]);
  assert.deepEqual(await (await open("/sub/chat/2/ws")).json(), [2, "/sub/chat/3/ws", "/sub"]);
  for (const path of ["/sub/none", "/sub/chat/x/ws", "/fetch/ws"]) await assert.rejects(open(path), refused(403));
});

test("where the platform has no WebSockets: a warning at the start, 501 for a handshake, 404 for the rest", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.websocket("/ws", async (_, socket) => socket.accept());
  const ask = (path: string, headers = {}) => app.fetch(new Request(`http://a${path}`, { headers }));
  assert.equal((await ask("/ws", { upgrade: "websocket", connection: "upgrade" })).status, 501);
  assert.equal((await ask("/ws")).status, 404);
  assert.equal((await ask("/none", { upgrade: "websocket" })).status, 404);
  assert.equal(log.lines.length, 1);
  assert.match(log.at("warn")[0], /WebSocket \/ws .*sockets\.test\.ts.*there are no WebSockets on the platform "web"/);
});

test("mistakes in a declaration are told where it is made, or at the start", async () => {
  const app = new App({ logger: new Recorder() });
  const handler = async () => {};
  const bad: [object, RegExp][] = [
    [{ response: z.string() }, /WebSocket \/ws: unknown option "response"/],
    [{ receive: {} }, /receive is not a schema/],
    [{ protocols: ["a b"] }, /protocols is not a list/],
    [{ protocols: "a" }, /protocols is not a list/],
    [{ origins: ["https://a.test/path"] }, /origins is not a list/],
    [{ maxMessageBytes: 0 }, /maxMessageBytes/],
  ];
  for (const [options, message] of bad) assert.throws(() => app.websocket("/ws", options as never, handler), message);
  app.websocket("/body", { use: { d: dependency({ body: z.object({}) }, () => 1) } }, handler);
  app.websocket("/schema", { receive: z.custom() }, handler);
  await assert.rejects(app.start(), /WebSocket \/body.*a WebSocket has no body[\s\S]*WebSocket \/schema.*receive: /);
});

test("a receive that nobody awaits, or a send, harms nobody when the client leaves", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  let over = false;
  app.websocket("/ws", async (_, socket) => {
    void socket.receive();
    await turn();
    void socket.send("x");
    while (socket.open) await turn();
    void socket.send("y");
    void socket.close();
    await turn();
    over = true;
  });
  const { open } = await served(t, app);
  const client = await open("/ws");
  await client.close();
  await eventually(() => over);
  assert.deepEqual(log.lines, []);
});
