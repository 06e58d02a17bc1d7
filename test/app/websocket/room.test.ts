import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, Room, rooms, type Socket } from "../../../src/index.ts";
import { withTestClient } from "../../../src/testing/index.ts";
import { Recorder } from "../recorder.ts";
import { closeCodeIn, eventually, served } from "./harness.ts";

test("a room hears what is broadcast, each route in its own words; who closes or leaves is out", async () => {
  const app = new App();
  const room = new Room<{ text: string }>();
  const sockets: Socket<unknown, { text: string }>[] = [];
  app.websocket("/plain", async (_, socket) => {
    room.join(socket);
    room.join(socket);
    sockets.push(socket);
    for await (const text of socket) await room.broadcast({ text: String(text) }, { except: socket });
  });
  let encoded = 0;
  const Shouted = z.object({
    text: z
      .string()
      .transform((text) => {
        encoded++;
        return text.toUpperCase();
      })
      .pipe(z.string()),
  });
  app.websocket("/loud", { send: Shouted }, async (_, socket) => {
    room.join(socket);
    for await (const _message of socket);
  });
  await withTestClient(app, async (client) => {
    const [a, b] = [await client.websocket("/plain"), await client.websocket("/plain")];
    const [c, d] = [await client.websocket("/loud"), await client.websocket("/loud")];
    assert.equal(room.size, 4);
    await a.send("hi");
    assert.deepEqual(await b.receiveJson(), { text: "hi" });
    assert.deepEqual([await c.receiveJson(), await d.receiveJson()], [{ text: "HI" }, { text: "HI" }]);
    assert.equal(encoded, 1);
    await room.broadcast({ text: "all" }, { except: [] });
    // Nothing came to the sender before.
    assert.deepEqual(await a.receiveJson(), { text: "all" });
    await assert.rejects(room.broadcast({ text: 1 } as never), /what the handler returned is not/);
    assert.ok(room.has(sockets[1]));
    room.leave(sockets[1]);
    await a.close();
    await c.abort();
    assert.equal(room.size, 1);
    await room.broadcast({ text: "last" });
    assert.deepEqual([await d.receiveJson(), await d.receiveJson()], [{ text: "ALL" }, { text: "LAST" }]);
    room.join(sockets[0]);
    assert.equal(room.size, 1);
    assert.throws(() => room.join({} as never), /not the socket/);
  });
  assert.equal(room.size, 0);
});

test("rooms exist as long as they have members", async () => {
  const app = new App();
  const chat = rooms<string>();
  app.websocket("/rooms/{room}", async ({ path }, socket) => {
    chat.join(path.room, socket);
    for await (const text of socket) {
      if (text === "leave") chat.leave(path.room, socket);
      else await chat.broadcast(path.room, `${path.room}: ${text}`);
    }
  });
  await withTestClient(app, async (client) => {
    const [a, b, other] = [
      await client.websocket("/rooms/x"),
      await client.websocket("/rooms/x"),
      await client.websocket("/rooms/__proto__"),
    ];
    assert.deepEqual([chat.size, chat.names().sort(), chat.sizeOf("x")], [2, ["__proto__", "x"], 2]);
    await other.send("alone");
    await a.send("hi");
    assert.equal(await other.receive(), "__proto__: alone");
    assert.deepEqual([await a.receive(), await b.receive()], ["x: hi", "x: hi"]);
    await chat.broadcast("nobody", "x");
    await a.send("leave");
    await b.close();
    await other.close();
    assert.deepEqual([chat.size, chat.sizeOf("x")], [0, 0]);
    await a.close();
  });
});

test("a member that does not read is closed with 1013 and holds nobody", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const room = new Room<Uint8Array>({ maxBufferedBytes: 100_000 });
  const codes: number[] = [];
  app.websocket("/ws", async (_, socket) => {
    room.join(socket);
    for await (const _message of socket);
    codes.push((socket.signal.reason as { code: number }).code);
  });
  const { open, upgraded } = await served(t, app);
  const slow = await upgraded("/ws");
  slow.socket.pause();
  const quick = await open("/ws");
  await eventually(() => room.size === 2);
  const piece = new Uint8Array(65_536);
  let rounds = 0;
  while (room.size === 2) {
    await room.broadcast(piece);
    rounds++;
    assert.equal((await quick.next()).length, piece.length);
  }
  assert.deepEqual(codes, [1013]);
  assert.equal(room.size, 1);
  assert.equal(log.at("info").length, 1);
  slow.socket.resume();
  // What it had been sent before comes first.
  await slow.until(() => slow.received > (rounds - 5) * piece.length && closeCodeIn(slow.text) !== undefined);
  assert.equal(closeCodeIn(slow.text), 1013);
  await quick.close();
});

test("1,000 members are sent one message in one turn of the room", async () => {
  const app = new App();
  const room = new Room<string>();
  app.websocket("/ws", async (_, socket) => {
    room.join(socket);
    for await (const _message of socket);
  });
  await withTestClient(app, async (client) => {
    const members = await Promise.all(Array.from({ length: 1000 }, () => client.websocket("/ws")));
    await room.broadcast("x");
    for (const member of members) assert.equal(await member.receive(), "x");
  });
  assert.equal(room.size, 0);
});
