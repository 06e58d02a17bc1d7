import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, HTTPError, SocketClosed } from "../../src/index.ts";
import { testClient, WebSocketDenied, withTestClient } from "../../src/testing/index.ts";
import { Recorder } from "../app/recorder.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test("messages, JSON, bytes, iteration, protocol, headers and the close are seen from the client", async () => {
  const app = new App();
  app.websocket("/echo", { protocols: ["b"] }, async (_, socket) => {
    await socket.accept({ headers: { "x-a": "1", "set-cookie": "session=s" } });
    for await (const message of socket) {
      if (message === "end") await socket.close(4001, "as you wish");
      else await socket.send(message);
    }
  });
  app.websocket("/who", async (_, socket) => {
    await socket.send([socket.header("cookie"), socket.header("host"), socket.header("x-a"), socket.path]);
  });
  await withTestClient(app, { headers: { "x-a": "client" } }, async (client) => {
    const socket = await client.websocket("/echo", { protocols: ["a", "b"] });
    assert.deepEqual([socket.protocol, socket.headers.get("x-a")], ["b", "1"]);
    await socket.send("text");
    assert.equal(await socket.receiveText(), "text");
    const bytes = new Uint8Array([1, 2]);
    const sending = socket.send(bytes);
    bytes[0] = 9;
    await sending;
    assert.deepEqual(await socket.receive(), new Uint8Array([1, 2]));
    await socket.sendJson({ a: 1 });
    assert.deepEqual(await socket.receiveJson(), { a: 1 });
    await socket.send("1");
    await socket.send("end");
    const seen = [];
    for await (const message of socket) seen.push(message);
    assert.deepEqual([seen, socket.closeCode, socket.closeReason], [["1"], 4001, "as you wish"]);
    await assert.rejects(socket.receive(), (error) => error instanceof SocketClosed && error.code === 4001);
    await assert.rejects(socket.send("x"), SocketClosed);
    await socket.close();
    const who = await client.websocket("/who", { cookies: { own: "2" } });
    assert.deepEqual(await who.receiveJson(), ["session=s; own=2", "testserver", "client", "/who"]);
    await assert.rejects(who.receive(), (error) => error instanceof SocketClosed && error.code === 1000);
  });
});

test("a denied handshake rejects with status, body and code", async () => {
  const app = new App({ logger: new Recorder() });
  app.websocket("/rooms/{room}", { path: { room: z.int() } }, async (_, socket) => socket.accept());
  app.websocket("/error", () => {
    throw new HTTPError(401, "Not authenticated", { "www-authenticate": "Bearer" });
  });
  app.websocket("/closes", (_, socket) => socket.close(4000, "no"));
  const sub = new App();
  app.mount("/sub", sub);
  const denied = (status: number, code: number | undefined, reason?: string) => (error: WebSocketDenied) => {
    assert.ok(error instanceof WebSocketDenied);
    assert.deepEqual([error.status, error.code, error.reason], [status, code, reason]);
    return true;
  };
  await withTestClient(app, async (client) => {
    await assert.rejects(client.websocket("/rooms/x"), denied(403, 1008, ""));
    await assert.rejects(client.websocket("/closes"), denied(403, 4000, "no"));
    await assert.rejects(client.websocket("/none"), denied(403, 1000, ""));
    await assert.rejects(client.websocket("/sub/none"), denied(403, 1000, ""));
    await assert.rejects(client.websocket("/error"), (error: WebSocketDenied) => {
      denied(401, undefined)(error);
      assert.deepEqual(error.json(), { detail: "Not authenticated" });
      assert.equal(error.headers.get("www-authenticate"), "Bearer");
      return true;
    });
  });
});

test("an error that nobody expected comes out at the client: of the handshake, a receive, the close, or at the end", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const bug = new Error("a bug");
  app.websocket("/early", () => {
    throw bug;
  });
  app.websocket("/late", async (_, socket) => {
    await socket.receive();
    throw bug;
  });
  const isBug = (error: unknown) => error === bug;
  await withTestClient(app, async (client) => {
    await assert.rejects(client.websocket("/early"), isBug);
    const first = await client.websocket("/late");
    const receiving = first.receive();
    await first.send("x");
    await assert.rejects(receiving, isBug);
    await first.close();
    const second = await client.websocket("/late");
    await second.send("x");
    await assert.rejects(second.close(), isBug);
  });
  const client = testClient(app);
  const third = await client.websocket("/late");
  await third.send("x");
  await turn();
  await assert.rejects(client.close(), isBug);
  assert.deepEqual(log.lines, []);
  await withTestClient(app, { raise: false }, async (other) => {
    const socket = await other.websocket("/late");
    await socket.send("x");
    await assert.rejects(socket.receive(), (error) => error instanceof SocketClosed && error.code === 1011);
  });
  assert.equal(log.at("error").length, 1);
});

test("close() waits for handler and clean-up; the client's close() closes what is open with 1012", async () => {
  const order: string[] = [];
  const app = new App();
  const db = dependency(async function* () {
    yield 1;
    await turn();
    order.push("cleaned up");
  });
  app.websocket("/ws", { use: { db } }, async (_, socket) => {
    for await (const _message of socket);
    order.push(`handler saw ${(socket.signal.reason as SocketClosed).code}`);
  });
  const client = testClient(app);
  const first = await client.websocket("/ws");
  await assert.rejects(first.close(1006), RangeError);
  const second = await client.websocket("/ws").catch(() => null);
  assert.equal(second?.closeCode, undefined);
  await first.send("x");
  await first.close(4001);
  // It had not accepted yet when it was asked: the first read did.
  assert.deepEqual(order, ["handler saw 4001", "cleaned up"]);
  await client.close();
  assert.equal(second?.closeCode, 1012);
  assert.deepEqual(order.slice(2), ["handler saw 1012", "cleaned up"]);
});

test("both sides are held back by a slow reader, sizes are limited, and a lost connection is 1006", async () => {
  const app = new App();
  let sent = 0;
  app.websocket("/fast", async (_, socket) => {
    for (; sent < 100; sent++) await socket.send("x".repeat(10_000));
  });
  let read = 0;
  let go: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const codes: number[] = [];
  app.websocket("/slow", { maxMessageBytes: 10 }, async (_, socket) => {
    await socket.accept();
    await gate;
    for await (const _message of socket) read++;
    codes.push((socket.signal.reason as SocketClosed).code);
  });
  await withTestClient(app, async (client) => {
    const fast = await client.websocket("/fast");
    for (let i = 0; i < 10; i++) await turn();
    assert.ok(sent < 10, `${sent} were sent`);
    let got = 0;
    for await (const _message of fast) got++;
    assert.equal(got, 100);
    const slow = await client.websocket("/slow");
    let taken = 0;
    for (let i = 0; i < 100; i++) void slow.send(String(i)).then(() => taken++);
    for (let i = 0; i < 10; i++) await turn();
    assert.equal(taken, 32);
    go();
    await slow.close();
    assert.equal(read, 100);
    const large = await client.websocket("/slow");
    await large.send("éééééé");
    await assert.rejects(large.receive(), (error) => error instanceof SocketClosed && error.code === 1009);
    const lost = await client.websocket("/slow");
    await lost.abort();
    await large.close();
    assert.deepEqual(codes, [1000, 1009, 1006]);
  });
});
