import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { App, type Socket, type SocketClosed } from "../../../src/index.ts";
import { Recorder } from "../recorder.ts";
import {
  type Client,
  closeCodeIn,
  eventually,
  frame,
  framesOf,
  handshakeFields,
  type Refused,
  served,
} from "./harness.ts";

const TEXT = 0x81;
const BINARY = 0x82;
const CLOSE = 0x88;
const PING = 0x89;

function echo(log: Recorder = new Recorder()): { app: App; ends: (SocketClosed | undefined)[] } {
  const app = new App({ logger: log });
  const ends: (SocketClosed | undefined)[] = [];
  app.websocket("/echo", { maxMessageBytes: 100_000 }, async (_, socket) => {
    await socket.accept();
    try {
      for await (const message of socket) await socket.send(message);
    } finally {
      ends.push(socket.signal.reason as SocketClosed);
    }
  });
  return { app, ends };
}

test("a malformed handshake is refused with the status of its fault, and the connection goes on", async (t) => {
  const { app } = echo();
  const { raw } = await served(t, app);
  const without = (name: string) => handshakeFields.filter((field) => !field.startsWith(name));
  const cases: [number, string, readonly string[], string?][] = [
    [400, "POST", handshakeFields],
    [400, "HEAD", handshakeFields],
    [400, "GET", [...handshakeFields, "content-length: 1"], "x"],
    [426, "GET", without("sec-websocket-version")],
    [426, "GET", [...without("sec-websocket-version"), "sec-websocket-version: 8"]],
    [426, "GET", [...handshakeFields, "sec-websocket-version: 13"]],
    [400, "GET", without("sec-websocket-key")],
    [400, "GET", [...handshakeFields, "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="]],
    [400, "GET", [...without("sec-websocket-key"), "sec-websocket-key: dGhlIHNhbXBsZSBub25jZR=="]],
    [400, "GET", [...without("sec-websocket-key"), "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ"]],
    [400, "GET", [...handshakeFields, "sec-websocket-protocol: a b"]],
    [400, "GET", [...handshakeFields, "sec-websocket-protocol: a,,b"]],
    [400, "GET", [...handshakeFields, "sec-websocket-protocol: a", "sec-websocket-protocol: a"]],
    // No upgrade at all: a plain request to a path that has none.
    [404, "GET", without("upgrade")],
    [404, "GET", without("connection")],
    [404, "GET", [...without("upgrade"), "upgrade: h2c"]],
  ];
  for (const [status, method, fields, body = ""] of cases) {
    const client = await raw();
    const again = "GET /echo HTTP/1.1\r\nhost: a\r\n\r\n";
    client.write(`${method} /echo HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n${body}${again}`);
    const [answer, next] = await client.answers(2, [method]);
    assert.equal(answer.status, status, `${method} ${fields.join(" | ")}`);
    assert.equal(answer.headers["sec-websocket-version"], status === 426 ? "13" : undefined);
    assert.equal(next.status, 404);
  }
});

test("the handshake's answer is RFC 6455's, whatever the case of its words; frames may come with the request", async (t) => {
  const { app } = echo();
  const { raw } = await served(t, app);
  const client = await raw();
  const fields = handshakeFields.map((field) =>
    field.replace(": Upgrade", ": keep-alive, UPGRADE").replace(": websocket", ": h2c, WebSocket"),
  );
  const head = Buffer.from(`GET /echo HTTP/1.1\r\n${fields.join("\r\n")}\r\n\r\n`);
  client.write(Buffer.concat([head, frame(TEXT, "early")]));
  await client.has("early");
  const answer = client.text.slice(0, client.text.indexOf("\r\n\r\n"));
  assert.deepEqual(answer.split("\r\n"), [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    // The example of section 1.3.
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  ]);
  assert.deepEqual(framesOf(client.text), [{ opcode: 1, payload: Buffer.from("early") }]);
});

const bad: [string, number, Buffer][] = [
  ["an unmasked frame", 1002, frame(TEXT, "x", false)],
  ["a reserved bit", 1002, frame(0xc1, "x")],
  ["a reserved opcode", 1002, frame(0x83, "x")],
  ["a continuation of nothing", 1002, frame(0x80, "x")],
  ["a message within another", 1002, Buffer.concat([frame(0x01, "a"), frame(TEXT, "b")])],
  ["a fragmented ping", 1002, frame(0x09, "x")],
  ["a ping of 126 bytes", 1002, frame(PING, "x".repeat(126))],
  ["a close of one byte", 1002, frame(CLOSE, "x")],
  ["a close code that must not be sent", 1002, frame(CLOSE, Buffer.from([1005 >> 8, 1005 & 255]))],
  ["a close reason that is no UTF-8", 1007, frame(CLOSE, Buffer.from([3, 232, 0xff]))],
  ["text that is no UTF-8", 1007, frame(TEXT, Buffer.from([0xc3, 0x28]))],
  ["text cut within a character", 1007, frame(TEXT, Buffer.from([0xe2, 0x82]))],
  ["a message over the limit", 1009, frame(TEXT, "x".repeat(100_001))],
  ["fragments over the limit", 1009, Buffer.concat([frame(0x01, "x".repeat(90_000)), frame(0x80, "x".repeat(20_000))])],
  ["an announced size over the limit, nothing of it sent", 1009, frame(BINARY, Buffer.alloc(200_000)).subarray(0, 14)],
  [
    "an announced size past 2^53",
    1009,
    Buffer.from([BINARY, 0xff, 0xff, 255, 255, 255, 255, 255, 255, 255, 1, 2, 3, 4]),
  ],
];

for (const [what, code, bytes] of bad) {
  test(`${what} closes with ${code}, and the handler sees it`, async (t) => {
    const log = new Recorder();
    const { app, ends } = echo(log);
    const { upgraded, server } = await served(t, app);
    const client = await upgraded("/echo");
    client.write(Buffer.concat([frame(TEXT, "before"), bytes, frame(TEXT, "after")]));
    await client.until(() => closeCodeIn(client.text) !== undefined);
    assert.equal(closeCodeIn(client.text), code);
    await eventually(() => ends.length === 1);
    assert.equal(ends[0]?.code, code);
    // What came before was a message like any other; what came after is none.
    const texts = framesOf(client.text).filter(({ opcode }) => opcode === 1);
    assert.ok(texts.length <= 1);
    client.finish();
    await eventually(() => server.connections === 0);
    assert.deepEqual(log.at("error"), []);
  });
}

test("fragments are one message, pings within are answered, bytes may come one by one", async (t) => {
  const { app } = echo();
  const { upgraded } = await served(t, app);
  const client = await upgraded("/echo");
  const all = Buffer.concat([frame(0x01, "a é".slice(0, 2)), frame(PING, "p"), frame(0x00, ""), frame(0x80, "z")]);
  for (const byte of all) {
    client.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await client.until(() => framesOf(client.text).length === 2);
  assert.deepEqual(framesOf(client.text), [
    { opcode: 10, payload: Buffer.from("p") },
    { opcode: 1, payload: Buffer.from("a z") },
  ]);
});

test("the closing handshake: the client's code is echoed, the connection ends; 1005 for none", async (t) => {
  const { app, ends } = echo();
  const { upgraded, server } = await served(t, app);
  const client = await upgraded("/echo");
  client.write(frame(CLOSE, Buffer.concat([Buffer.from([4000 >> 8, 4000 & 255]), Buffer.from("bye")])));
  await client.ended();
  assert.equal(closeCodeIn(client.text), 4000);
  assert.equal(client.finished, true);
  client.finish();
  const second = await upgraded("/echo");
  second.write(frame(CLOSE, ""));
  await second.ended();
  second.finish();
  await eventually(() => server.connections === 0);
  assert.deepEqual(
    ends.map((end) => [end?.code, end?.reason]),
    [
      [4000, "bye"],
      [1005, ""],
    ],
  );
});

for (const how of ["reset", "finish", "destroy"] as const) {
  test(`a client that goes without a close (${how}) is 1006, and the handler hears of it`, async (t) => {
    const log = new Recorder();
    const { app, ends } = echo(log);
    const { upgraded, server } = await served(t, app);
    const client = await upgraded("/echo");
    client.write(frame(TEXT, "x"));
    await client.until(() => framesOf(client.text).length === 1);
    client[how]();
    await eventually(() => ends.length === 1 && server.connections === 0);
    assert.equal(ends[0]?.code, 1006);
    assert.deepEqual(log.lines, []);
  });
}

test("a client that leaves before the accept: the accept rejects, clean-up runs", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  let started = false;
  let error: unknown;
  app.websocket("/slow", async (_, socket) => {
    started = true;
    await new Promise((resolve) => socket.signal.addEventListener("abort", resolve));
    error = await socket.accept().catch((failed: unknown) => failed);
    throw error;
  });
  const { raw, server } = await served(t, app);
  const client = await raw();
  client.write(`GET /slow HTTP/1.1\r\n${handshakeFields.join("\r\n")}\r\n\r\n`);
  await eventually(() => started);
  client.reset();
  await eventually(() => error !== undefined && server.connections === 0);
  assert.equal((error as SocketClosed).code, 1006);
  assert.deepEqual(log.lines, []);
});

test("a client that floods is held back until its messages are read, and none is lost", async (t) => {
  const app = new App({ logger: new Recorder() });
  let go: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  let count = 0;
  app.websocket("/slow", async (_, socket) => {
    await socket.accept();
    await gate;
    for await (const message of socket) {
      assert.equal(message.length, 8192);
      if (++count === 8000) return;
    }
  });
  const { upgraded } = await served(t, app);
  const client = await upgraded("/slow");
  const message = frame(BINARY, Buffer.alloc(8192, 7));
  for (let i = 0; i < 8000; i++) client.write(message);
  // 64 MB: what the kernel's buffers do not take stays with the client.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(client.socket.writableLength > 32 * 1024 * 1024, `${client.socket.writableLength} bytes are left`);
  go();
  await client.until(() => closeCodeIn(client.text) === 1000);
  assert.equal(count, 8000);
});

test("send waits for a client that does not read, and a handler that does not wait is stopped at 16 MiB", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  let sent = 0;
  app.websocket("/waits", async (_, socket) => {
    const piece = "x".repeat(65_536);
    for (; sent < 2000; sent++) await socket.send(piece);
  });
  let after: unknown;
  app.websocket("/floods", async (_, socket) => {
    await socket.accept();
    const piece = new Uint8Array(1024 * 1024);
    for (let i = 0; i < 200 && socket.open; i++) socket.send(piece).catch(() => {});
    after = socket.signal.reason;
  });
  const { upgraded } = await served(t, app);
  const client = await upgraded("/waits");
  client.socket.pause();
  let before = -1;
  while (sent !== before || sent === 0) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  assert.ok(sent < 1000, `${sent} messages were taken`);
  client.socket.resume();
  await client.until(() => client.received > 2000 * 65_536);
  assert.equal(sent, 2000);
  const other = await upgraded("/floods");
  other.socket.pause();
  await eventually(() => after !== undefined);
  assert.equal((after as SocketClosed).code, 1013);
  assert.match(log.at("info")[0], /WebSocket \/floods: closed with 1013: 1[67]\d{6} bytes wait/);
});

test("both sides close at once: each sees a close, nothing is left", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const sockets: Socket[] = [];
  app.websocket("/ws", async (_, socket) => {
    await socket.accept();
    sockets.push(socket);
    for await (const _message of socket);
  });
  const { open, server } = await served(t, app);
  for (let round = 0; round < 50; round++) {
    const client = await open("/ws");
    await eventually(() => sockets.length === 1);
    const [socket] = sockets.splice(0);
    const closed =
      round % 2 === 0 ? [client.close(4001), socket.close(4002)] : [socket.close(4002), client.close(4001)];
    await Promise.all(closed);
    assert.ok([4001, 4002].includes((await client.closed).code));
    assert.ok([4001, 4002].includes((socket.signal.reason as SocketClosed).code));
  }
  await eventually(() => server.connections === 0);
  assert.deepEqual(log.lines, []);
});

test("a drain closes 100 WebSockets with 1012, waits for their handlers, and lets nothing be cut", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  let ended = 0;
  app.websocket("/ws", async (_, socket) => {
    for await (const message of socket) await socket.send(message);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal((socket.signal.reason as SocketClosed).code, 1012);
    ended++;
  });
  const { open, server } = await served(t, app);
  const clients: Client[] = await Promise.all(Array.from({ length: 100 }, () => open("/ws")));
  for (const client of clients) client.send("x");
  for (const client of clients) await client.next();
  const report = await server.close({ graceMs: 10_000, idleMs: 20 });
  assert.deepEqual(report, { cut: 0 });
  for (const client of clients) assert.deepEqual(await client.closed, { code: 1012, reason: "Service Restart" });
  assert.equal(ended, 100);
  assert.equal(server.connections, 0);
  assert.deepEqual(log.lines, []);
});

test("a drain with a short time still says 1012, cuts who does not answer, and refuses nobody before", async (t) => {
  const { app, ends } = echo();
  const { open, upgraded, server } = await served(t, app);
  const client = await open("/echo");
  const deaf = await upgraded("/echo");
  deaf.socket.pause();
  const closing = server.close({ graceMs: 200, idleMs: 5000 });
  const late = await open("/echo");
  assert.equal((await client.closed).code, 1012);
  assert.equal((await late.closed).code, 1012);
  await closing;
  assert.equal(server.connections, 0);
  await eventually(() => ends.length === 3);
  assert.deepEqual(
    ends.map((end) => end?.code),
    [1012, 1012, 1012],
  );
});

test("a handler that ignores its close does not hold the app's stop for ever", async (t) => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.websocket("/deaf", async (_, socket) => {
    await socket.accept();
    await new Promise(() => {});
  });
  const { open, server } = await served(t, app);
  const client = await open("/deaf");
  await server.close({ graceMs: 0 });
  await client.closed;
  assert.match(log.at("warn")[0], /WebSocket \/deaf: its handler still runs 5 s after the close/);
});

test("a refused handshake leaves the connection for the next request", async (t) => {
  const { app } = echo();
  app.get("/page", () => "page");
  const { raw, open } = await served(t, app);
  const client = await raw();
  client.write(
    `GET /none HTTP/1.1\r\n${handshakeFields.join("\r\n")}\r\n\r\n` + "GET /page HTTP/1.1\r\nhost: a\r\n\r\n",
  );
  const [refused, page] = await client.answers(2);
  assert.deepEqual([refused.status, refused.body, page.body], [403, "", '"page"']);
  await assert.rejects(open("/none"), (error: Refused) => error.status === 403);
  await once(client.socket.end(), "close");
});
