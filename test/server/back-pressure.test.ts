import assert from "node:assert/strict";
import net from "node:net";
import { type TestContext, test } from "node:test";
import { type Child, runFixture } from "./child.ts";
import { eventually, request, sleep, start, text } from "./harness.ts";
import { RawClient } from "./raw-client.ts";

const mebibyte = 1024 * 1024;
/** What a flat process may still grow by: heap that was not collected yet. An unbounded one grows by what is transferred. */
const slackMiB = 64;
const transferMiB = 160;

async function heavy(t: TestContext): Promise<{ child: Child; port: number }> {
  const child = runFixture(t, "heavy");
  const port = Number(await child.line("ready"));
  return { child, port };
}

async function ask(child: Child, word: string): Promise<{ grownMiB: number; ignored: number }> {
  const told = new Promise<{ grownMiB: number; ignored: number }>((resolve) =>
    child.process.once("message", (message) => resolve(message as { grownMiB: number; ignored: number })),
  );
  child.process.send(word);
  return told;
}

/** Counts what comes, resting after each mebibyte. */
async function drink(port: number, path: string, mib: number, rest: number): Promise<number> {
  const socket = net.connect(port, "127.0.0.1");
  let bytes = 0;
  let sip = 0;
  socket.on("data", (data) => {
    bytes += data.length;
    sip += data.length;
    if (sip > mebibyte && rest > 0) {
      sip = 0;
      socket.pause();
      setTimeout(() => socket.resume(), rest);
    }
  });
  socket.write(request(`GET ${path}?${mib}`, ["connection: close"]));
  await new Promise((resolve) => socket.once("end", resolve));
  return bytes;
}

for (const path of ["/length", "/chunked", "/fetch"]) {
  test(`a slow reader of ${transferMiB} MiB (${path}) holds the server's memory flat`, async (t) => {
    const { child, port } = await heavy(t);
    await drink(port, path, 16, 0);
    await ask(child, "start");
    const bytes = await drink(port, path, transferMiB, 2);
    assert.ok(bytes > transferMiB * mebibyte);
    const { grownMiB } = await ask(child, "report");
    assert.ok(grownMiB < slackMiB, `grew by ${grownMiB} MiB`);
  });
}

test("readers that stop in the middle hold the server's memory flat", async (t) => {
  const { child, port } = await heavy(t);
  await drink(port, "/length", 16, 0);
  await ask(child, "start");
  const sockets = Array.from({ length: 20 }, () => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write(request("GET /length?64"));
    socket.pause();
    return socket;
  });
  await sleep(500);
  const { grownMiB } = await ask(child, "report");
  for (const socket of sockets) socket.destroy();
  assert.ok(grownMiB < slackMiB, `grew by ${grownMiB} MiB`);
});

for (const [framing, path] of [
  ["length", "/up"],
  ["chunked", "/up"],
  ["length", "/fetch"],
] as const) {
  test(`an upload of ${transferMiB} MiB (${framing}, ${path}) to a slow handler holds the server's memory flat`, async (t) => {
    const { child, port } = await heavy(t);
    const upload = async (mib: number): Promise<string> => {
      const client = await RawClient.connect({ host: "127.0.0.1", port });
      const piece = Buffer.alloc(mebibyte, "x");
      const chunk = Buffer.concat([Buffer.from("100000\r\n"), piece, Buffer.from("\r\n")]);
      client.write(
        request("POST /up", [
          framing === "length" ? `content-length: ${mib * mebibyte}` : "transfer-encoding: chunked",
        ]),
      );
      for (let i = 0; i < mib; i++) {
        if (!client.socket.write(framing === "length" ? piece : chunk)) {
          await new Promise((resolve) => client.socket.once("drain", resolve));
        }
      }
      if (framing === "chunked") client.write("0\r\n\r\n");
      const { body } = await client.answer();
      client.destroy();
      return body;
    };
    await upload(16);
    await ask(child, "start");
    assert.equal(await upload(transferMiB), String(transferMiB * mebibyte));
    const { grownMiB } = await ask(child, "report");
    assert.ok(grownMiB < slackMiB, `grew by ${grownMiB} MiB`);
  });
}

test("write() says false when the client does not take, and onDrain is called once there is room", async (t) => {
  let refused = 0;
  let drained = 0;
  const piece = "y".repeat(100_000);
  const { connect } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    let left = 200;
    const pump = (): void => {
      while (left-- > 0) {
        if (!exchange.write(piece)) {
          refused++;
          return exchange.onDrain(() => {
            drained++;
            pump();
          });
        }
      }
      exchange.end();
    };
    pump();
  });
  const client = await connect();
  client.socket.pause();
  client.write(request("GET /"));
  await eventually(() => refused > 0);
  await sleep(50);
  client.socket.resume();
  await client.bytes(200 * piece.length);
  assert.equal((await client.answer()).body.length, 200 * piece.length);
  assert.ok(refused > 0);
  assert.equal(drained, refused);
});

test("onDrain calls at once where there is room, and not at all when the client left", async (t) => {
  let calls = 0;
  let gone: (() => void) | null = null;
  const { connect, server } = await start(t, (exchange) => {
    exchange.begin(200, text, null);
    if (exchange.path === "/room") return exchange.onDrain(() => exchange.end());
    while (exchange.write("z".repeat(100_000)));
    exchange.onDrain(() => calls++);
    gone = () => exchange.onDrain(() => calls++);
  });
  const client = await connect();
  client.write(request("GET /room"));
  assert.equal((await client.answer()).body, "");
  client.socket.pause();
  client.write(request("GET /full"));
  await eventually(() => gone !== null);
  client.reset();
  await eventually(() => server.connections === 0);
  (gone as unknown as () => void)();
  await sleep(20);
  assert.equal(calls, 0);
});

for (const [name, body] of [
  ["string", "s".repeat(200_000)],
  ["bytes", Buffer.alloc(200_000, "b")],
  ["small", "x"],
] as const) {
  for (const when of ["at once", "later"] as const) {
    test(`a client that pipelines and takes no answers (${name}, ${when}) is not served on, and gets all once it reads`, async (t) => {
      const count = name === "small" ? 300_000 : 2000;
      let handled = 0;
      const { connect, server } = await start(
        t,
        (exchange) => {
          handled++;
          if (when === "at once") exchange.send(200, text, body);
          else setImmediate(() => exchange.send(200, text, body));
        },
        { keepAliveTimeoutMs: 100 },
      );
      const client = await connect();
      client.socket.pause();
      const each = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
      client.write(each.repeat(count));
      let last = -1;
      while (handled === 0 || handled !== last) {
        last = handled;
        await sleep(200);
      }
      // What the kernel's buffers take (some MiB), and little more.
      assert.ok(handled < count, `${handled} of ${count} were handled`);
      if (name !== "small") assert.ok(handled * 200_000 < 32 * mebibyte, `${handled} answers wait`);
      if (name === "small") return;
      client.socket.resume();
      await client.bytes(count * 10_000);
      await eventually(() => handled > last + 100);
      client.destroy();
      await eventually(() => server.connections === 0);
      assert.equal(server.inFlight, 0);
    });
  }
}
