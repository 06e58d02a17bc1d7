import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Exchange } from "../../src/core/exchange.ts";
import type { ListeningHandle } from "../../src/server/listener.ts";
import { serve } from "../../src/server/serve.ts";
import { Server } from "../../src/server/server.ts";
import { runFixture } from "./child.ts";
import { eventually, readAll, request, text } from "./harness.ts";
import { RawClient } from "./raw-client.ts";

const answer = (exchange: Exchange): void => exchange.send(200, text, `${exchange.remoteAddress}|${exchange.path}`);

async function get(to: net.NetConnectOpts, path = "/"): Promise<string> {
  const client = await RawClient.connect(to);
  client.write(request(`GET ${path}`, ["connection: close"]));
  const { body } = await client.answer();
  client.destroy();
  return body;
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "flotilla-server-"));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("port 0 takes a free port and tells it; several addresses can be listened on", async (t) => {
  const server = new Server({ handle: answer }, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  await server.listen();
  await server.listen({ host: "127.0.0.2", port: 0 });
  assert.match(server.addresses[0], /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.match(server.addresses[1], /^http:\/\/127\.0\.0\.2:\d+$/);
  assert.equal(server.addresses[0], `http://127.0.0.1:${server.port}`);
  assert.equal(await get({ host: "127.0.0.2", port: Number(server.addresses[1].split(":")[2]) }), "127.0.0.1|/");
});

test("a port in use is refused with EADDRINUSE and nothing stays open", async (t) => {
  const server = new Server({ handle: answer }, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  await server.listen();
  const second = new Server({ handle: answer }, { port: server.port });
  await assert.rejects(second.listen(), { code: "EADDRINUSE" });
  assert.deepEqual(await second.close(), { cut: 0 });
});

test("serve() runs start before it binds, stop after it closed, and stop too when binding fails", async () => {
  const order: string[] = [];
  const app = {
    takesExchanges: true as const,
    handle: answer,
    start: async () => void order.push("start"),
    stop: async () => void order.push("stop"),
  };
  const server = await serve(app, { port: 0 });
  await assert.rejects(serve(app, { port: server.port }), { code: "EADDRINUSE" });
  assert.deepEqual(order, ["start", "start", "stop"]);
  const [first, second] = await Promise.all([server.close(), server.close()]);
  assert.equal(first, second);
  assert.deepEqual(order, ["start", "start", "stop", "stop"]);
  await assert.rejects(serve(app, { port: 0, headTimeoutMs: -1 }), RangeError);
  for (const limits of [{ maxFields: 4097 }, { maxFields: 0 }, { maxHeadBytes: Number.NaN }, { maxLineBytes: 1.5 }]) {
    const [[name]] = Object.entries(limits);
    await assert.rejects(serve(app, { port: 0, limits }), {
      name: "RangeError",
      message: new RegExp(`^limits.${name}`),
    });
  }
  assert.equal(order.filter((word) => word === "start").length, order.filter((word) => word === "stop").length);
});

test("a Unix socket serves, shows no address of its peer, and is gone after close", async (t) => {
  const path = join(folder(t), "app.sock");
  const server = new Server(
    {
      handle: async (exchange) => {
        if (exchange.path === "/cut") {
          exchange.begin(200, text, 10);
          exchange.write("short");
          return exchange.end();
        }
        const { data } = await readAll(exchange);
        exchange.send(200, text, `${exchange.remoteAddress}|${exchange.remotePort}|${data}`);
      },
    },
    { uds: path, port: 1 },
  );
  await server.listen();
  assert.deepEqual(server.addresses, [`unix:${path}`]);
  assert.equal(server.port, 0);
  const client = await RawClient.connect({ path });
  client.write(request("POST /", ["content-length: 3"], "abc"));
  assert.equal((await client.answer()).body, "|0|abc");
  client.write(request("GET /cut"));
  await client.ended();
  assert.equal((await client.answers(1))[1]?.whole ?? false, false);
  client.destroy();
  await eventually(() => server.connections === 0);
  await server.close();
  assert.equal(existsSync(path), false);
});

test("a stale Unix socket is replaced; a live one and a plain file are not touched", async (t) => {
  const path = join(folder(t), "app.sock");
  const child = runFixture(t, "serve-once", [JSON.stringify({ uds: path })]);
  await child.line("ready");
  const server = new Server({ handle: answer }, { uds: path });
  await assert.rejects(server.listen(), { code: "EADDRINUSE" });
  child.process.kill("SIGKILL");
  await child.exit();
  assert.equal(existsSync(path), true);
  await server.listen();
  t.after(() => server.close({ graceMs: 0 }));
  assert.equal(await get({ path }), "|/");
  const file = join(folder(t), "file");
  writeFileSync(file, "precious");
  await assert.rejects(new Server({ handle: answer }, { uds: file }).listen(), { code: "EADDRINUSE" });
  assert.equal(existsSync(file), true);
});

test("an inherited descriptor is served, and the process ends by itself after close()", async (t) => {
  const listening = net.createServer();
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const { port } = listening.address() as net.AddressInfo;
  const { fd } = (listening as unknown as { _handle: { fd: number } })._handle;
  const child = runFixture(t, "serve-once", ['{"fd":3}'], ["pipe", "pipe", "inherit", fd]);
  assert.equal(await child.line("ready"), `http://127.0.0.1:${port}`);
  listening.close();
  assert.equal(await get({ host: "127.0.0.1", port }), `pid ${child.process.pid}`);
  assert.equal(await child.line("closed"), '{"cut":0}');
  assert.equal(await child.exit(), 0);
});

test("a process that listened on a port ends by itself after close()", async (t) => {
  const child = runFixture(t, "serve-once", ['{"port":0}']);
  const port = Number((await child.line("ready")).split(":")[2]);
  assert.equal(await get({ host: "127.0.0.1", port }), `pid ${child.process.pid}`);
  assert.equal(await child.exit(), 0);
});

interface Net {
  _createServerHandle(address: string, port: number, family: 4): ListeningHandle | number;
}

test("connections accepted by a parent and sent as raw handles are served by the child, pipelined input included", async (t) => {
  const child = runFixture(t, "adopting");
  await child.line("ready");
  const handle = (net as unknown as Net)._createServerHandle("127.0.0.1", 0, 4);
  assert.ok(typeof handle !== "number");
  handle.onconnection = (_error, connection) => {
    child.process.send("connection", connection as never, { keepOpen: false }, () => connection?.close());
  };
  handle.listen(10);
  const address: { port?: number } = {};
  (handle as unknown as { getsockname(out: object): void }).getsockname(address);
  const { port } = address;
  for (let i = 0; i < 5; i++) {
    const client = await RawClient.connect({ host: "127.0.0.1", port: port as number });
    client.write(request("GET /1") + request("GET /2"));
    const answers = await client.answers(2);
    assert.deepEqual(
      answers.map(({ body }) => body),
      [`${child.process.pid} 127.0.0.1 /1`, `${child.process.pid} 127.0.0.1 /2`],
    );
    client.destroy();
  }
  handle.close();
  child.process.send("close");
  assert.equal(await child.line("closed"), '{"cut":0}');
  assert.equal(await child.exit(), 0);
});

test("two processes accept on one shared socket; when one closes, the other goes on alone", async (t) => {
  const handle = (net as unknown as Net)._createServerHandle("127.0.0.1", 0, 4);
  assert.ok(typeof handle !== "number");
  const address: { port?: number } = {};
  (handle as unknown as { getsockname(out: object): void }).getsockname(address);
  const port = address.port as number;
  const children = [runFixture(t, "adopting"), runFixture(t, "adopting")];
  for (const child of children) {
    await child.line("ready");
    const told = new Promise((resolve) => child.process.once("message", resolve));
    child.process.send("listen", handle as never);
    assert.equal(await told, `listening ${port}`);
  }
  const seen = new Set<string>();
  while (seen.size < 2) {
    const bodies = await Promise.all(Array.from({ length: 20 }, () => get({ host: "127.0.0.1", port })));
    for (const body of bodies) seen.add(body.split(" ")[0]);
  }
  const [first, second] = children;
  first.process.send("close");
  assert.equal(await first.exit(), 0);
  for (let i = 0; i < 10; i++) {
    assert.equal((await get({ host: "127.0.0.1", port })).split(" ")[0], String(second.process.pid));
  }
  handle.close();
});
