import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { App, HTTPError, status } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import type { RunningServer } from "../../src/server/types.ts";
import { Recorder } from "./recorder.ts";

const log = new Recorder();
const app = new App({ logger: log });
let server: RunningServer;
let base: string;

before(async () => {
  server = await serve(app, { port: 0 });
  base = `http://127.0.0.1:${server.port}`;
});
after(() => server.close({ graceMs: 0 }));

/** Sends the bytes, half-closes if told to, and reads to the end. */
function raw(text: string, half = false): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("utf8").on("data", (data) => {
      answer += data;
    });
    socket.on("close", () => resolve(answer)).on("error", reject);
    if (half) socket.end(text);
    else socket.write(text);
  });
}

test("values, parameters, reply, statuses and errors arrive as they were meant", async () => {
  app.get("/items/{item_id}", ({ path }, { reply }) => {
    reply.cookie("seen", path.item_id);
    return { id: path.item_id };
  });
  app.post("/items", async (_, { request }) => status(201, await request.json(), { location: "/items/1" }));
  app.get("/gone", () => {
    throw new HTTPError(410);
  });
  const item = await fetch(`${base}/items/a%2Fb`);
  assert.equal(item.headers.get("content-type"), "application/json");
  assert.equal(item.headers.get("content-length"), "12");
  assert.deepEqual(item.headers.getSetCookie(), ["seen=a/b; Path=/; SameSite=lax"]);
  assert.deepEqual(await item.json(), { id: "a/b" });
  const made = await fetch(`${base}/items`, { method: "POST", body: '{"name":"é"}' });
  assert.deepEqual([made.status, made.headers.get("location"), await made.json()], [201, "/items/1", { name: "é" }]);
  assert.deepEqual([(await fetch(`${base}/gone`)).status, (await fetch(`${base}/none`)).status], [410, 404]);
  const moved = await fetch(`${base}/items/?a=1`, { method: "POST", redirect: "manual" });
  assert.deepEqual([moved.status, moved.headers.get("location")], [307, `${base}/items?a=1`]);
});

test("HEAD has the length of GET's body and none of it, also for a Response", async () => {
  app.get("/plain", () => "abc");
  app.get("/response", () => new Response("abc", { headers: { "content-length": "3" } }));
  for (const path of ["/plain", "/response"]) {
    const answer = await raw(`HEAD ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answer, /\r\ncontent-length: [35]\r\n/);
    assert.match(answer, /\r\n\r\n$/);
  }
});

test("a body over the route's limit is 413", async () => {
  app.post("/small", { maxBodyBytes: 4 }, (_, { request }) => request.text());
  const body = new Blob(["aaa", "aaa"]);
  assert.equal((await fetch(`${base}/small`, { method: "POST", body })).status, 413);
  const streamed = await fetch(`${base}/small`, { method: "POST", body: body.stream(), duplex: "half" });
  assert.deepEqual(
    [streamed.status, await streamed.json()],
    [413, { detail: "the request body is larger than 4 bytes" }],
  );
  assert.deepEqual(log.at("error"), []);
});

test("a large body streams through handler and back", async () => {
  app.post("/echo", (_, { request }) => new Response(request.body));
  const block = new Uint8Array(1 << 20).fill(7);
  let blocks = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (blocks++ < 16) controller.enqueue(block);
      else controller.close();
    },
  });
  const answer = await fetch(`${base}/echo`, { method: "POST", body, duplex: "half" });
  let size = 0;
  for await (const chunk of answer.body as ReadableStream<Uint8Array>) size += chunk.byteLength;
  assert.equal(size, 16 << 20);
});

test("a Response that fails midway never looks complete", async () => {
  app.get("/breaks", () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      async pull() {
        await new Promise((resolve) => setTimeout(resolve, 10));
        throw new Error("disk gone");
      },
    });
    return new Response(body);
  });
  await assert.rejects(fetch(`${base}/breaks`).then((answer) => answer.arrayBuffer()));
  assert.match(log.at("error").at(-1) ?? "", /disk gone/);
});

test("a client that leaves aborts the signal and cancels the stream", async () => {
  const told: string[] = [];
  let all: (() => void) | undefined;
  const tell = (what: string) => {
    told.push(what);
    if (told.length === 2) all?.();
  };
  app.get("/endless", (_, { signal }) => {
    signal.addEventListener("abort", () => tell("signal"));
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel: () => tell("cancel"),
    });
    return new Response(body);
  });
  const both = new Promise<void>((resolve) => {
    all = resolve;
  });
  const socket = connect(server.port, "127.0.0.1", () => socket.write("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n"));
  socket.once("data", () => socket.resetAndDestroy());
  await both;
  assert.deepEqual(told.sort(), ["cancel", "signal"]);
});

test("a client that closed its sending half still gets its answer, streamed ones too", async () => {
  app.get("/late", async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return new Response(
      new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          controller.enqueue(new TextEncoder().encode("whole"));
          controller.close();
        },
      }),
    );
  });
  const answer = await raw("GET /late HTTP/1.1\r\nHost: a\r\n\r\n", true);
  assert.match(answer, /\r\n5\r\nwhole\r\n0\r\n\r\n$/);
});

test("a drain waits for deferred work and then ends the lifespan", async () => {
  const order: string[] = [];
  const own = new App({
    lifespan: async function* () {
      order.push("start");
      yield { ready: true };
      order.push("stop");
    },
  });
  own.get("/", (_, context) => {
    context.defer(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push("deferred");
    });
    return context.state;
  });
  const running = await serve(own, { port: 0 });
  assert.deepEqual(await (await fetch(`http://127.0.0.1:${running.port}/`)).json(), { ready: true });
  await running.close({ graceMs: 0 });
  assert.deepEqual(order, ["start", "deferred", "stop"]);
});
