import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { balance } from "./harness.ts";
import { answer, exchange, type Seen, until } from "./scripted-upstream.ts";

const close = "Host: a\r\nConnection: close\r\n\r\n";
const reset = ({ socket }: Seen): void => void socket.resetAndDestroy();
const ok = ({ socket }: Seen): void => void socket.write(answer("ok"));
const post = "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

test("a GET whose server dies before it answers is answered by another", async (t) => {
  const { port, upstreams, logged } = await balance(t, [reset, ok]);
  for (let i = 0; i < 4; i++)
    assert.match((await exchange(port, `GET / HTTP/1.1\r\n${close}`)).text, /^HTTP\/1\.1 200 /);
  // After its one failure the first rests.
  assert.equal(upstreams[0].seen.length, 1);
  assert.ok(
    logged.some((line) => line.includes("trying the next")),
    logged.join("\n"),
  );
});

test("a POST that may have run is not sent again", async (t) => {
  const { port, upstreams } = await balance(t, [reset, reset]);
  assert.match((await exchange(port, post)).text, /^HTTP\/1\.1 502 /);
  assert.equal(upstreams[0].seen.length + upstreams[1].seen.length, 1);
});

test("a POST goes on to the next server when the first refuses the connection", async (t) => {
  const { port, upstreams } = await balance(t, [ok, ({ socket }) => setTimeout(() => socket.write(answer("ok")), 50)]);
  await upstreams[0].kill();
  for (let i = 0; i < 3; i++) assert.match((await exchange(port, post)).text, /^HTTP\/1\.1 200 /);
  assert.match(upstreams[1].received[0], /hi/);
});

test("all servers refuse: 502", async (t) => {
  const { port, upstreams } = await balance(t, [ok, ok]);
  await Promise.all(upstreams.map((upstream) => upstream.kill()));
  const { text } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.match(text, /^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*<h1>502 Bad Gateway<\/h1>/);
});

test("a GET on a kept connection the server has just closed gets a fresh one to the same server", async (t) => {
  const { port, upstreams } = await balance(t, [
    ({ socket, number, connection }) =>
      connection === 0 && number === 1 ? socket.destroy() : socket.write(answer("ok")),
  ]);
  for (let i = 0; i < 3; i++)
    assert.match((await exchange(port, `GET /${i} HTTP/1.1\r\n${close}`)).text, /^HTTP\/1\.1 200 /);
  assert.equal(upstreams[0].connections, 2);
});

test("a POST does not go on a connection that was idle for long", async (t) => {
  const { port, upstreams } = await balance(t, [({ socket }) => setTimeout(() => socket.write(answer("ok")), 20)]);
  await exchange(port, post);
  await exchange(port, post);
  assert.equal(upstreams[0].connections, 1, "young enough");
  await new Promise((resolve) => setTimeout(resolve, 1200));
  await exchange(port, post);
  assert.equal(upstreams[0].connections, 2);
});

for (const [name, begin] of [
  ["with a length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"],
  ["in chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
] as const) {
  for (const [how, die] of [
    ["resets", (socket: net.Socket) => socket.resetAndDestroy()],
    ["closes", (socket: net.Socket) => socket.end()],
  ] as const) {
    test(`a server that ${how} in mid-body, ${name}: the answer never looks complete`, async (t) => {
      const { port } = await balance(t, [
        ({ socket }) => {
          socket.write(begin);
          setTimeout(() => die(socket), 50);
        },
      ]);
      const { text, ending } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
      assert.doesNotMatch(text, /\r\n0\r\n\r\n$/);
      assert.ok(text.length === 0 || !text.includes("Content-Length") || text.split("\r\n\r\n")[1].length < 100);
      assert.equal(ending, "reset");
    });
  }
}

test("an HTTP/1.0 client, whose answer ends with the connection, sees a reset too", async (t) => {
  const { port } = await balance(t, [
    ({ socket }) => {
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
      setTimeout(() => socket.destroy(), 50);
    },
  ]);
  assert.equal((await exchange(port, "GET / HTTP/1.0\r\n\r\n")).ending, "reset");
});

for (const [name, begin] of [
  ["with a length", "Content-Length: 100\r\n\r\nabc"],
  ["in chunks", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
] as const) {
  test(`a client that leaves in mid-upload, ${name}: the body never looks complete to the server`, async (t) => {
    const { port, upstreams } = await balance(t, [() => {}]);
    const client = net.connect(port, "127.0.0.1", () => client.write(`POST / HTTP/1.1\r\nHost: a\r\n${begin}`));
    await until(() => (upstreams[0].received[0] ?? "").includes("abc"));
    client.destroy();
    await until(() => upstreams[0].endings[0] !== "");
    assert.equal(upstreams[0].endings[0], "reset");
    assert.doesNotMatch(upstreams[0].received[0], /0\r\n\r\n$/);
  });
}

test("a client that leaves frees the server it waited for", async (t) => {
  const { port, upstreams, balancer } = await balance(t, [() => {}]);
  const client = net.connect(port, "127.0.0.1", () => client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  await until(() => upstreams[0].seen.length === 1);
  client.destroy();
  await until(() => upstreams[0].endings[0] !== "" && balancer.inFlight === 0);
});

test("an answer that is no HTTP is 502, and not passed on", async (t) => {
  const { port } = await balance(t, [({ socket }) => socket.write("SSH-2.0-OpenSSH\r\n\r\n")]);
  const { text } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.match(text, /^HTTP\/1\.1 502 /);
  assert.doesNotMatch(text, /OpenSSH/);
});

test("a silent server is 504 after its time", async (t) => {
  const { port } = await balance(t, [() => {}], { action: { readTimeoutMs: 300 } });
  assert.match((await exchange(port, `GET / HTTP/1.1\r\n${close}`)).text, /^HTTP\/1\.1 504 /);
});

test("a body over the limit is 413, announced or not", async (t) => {
  const { port } = await balance(t, [() => {}], { maxBodyBytes: 4 });
  // The short body is read and discarded, and the connection kept.
  const announced = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  const twice = await exchange(port, announced + announced, (text) => text.split("</html>").length === 3);
  assert.match(twice.text, /^HTTP\/1\.1 413 [\s\S]*<\/html>\r\nHTTP\/1\.1 413 /);
  const chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
  assert.match((await exchange(port, chunked)).text, /^HTTP\/1\.1 413 /);
});

test("a malformed chunk from the client is 400 and looks incomplete to the server", async (t) => {
  const { port, upstreams } = await balance(t, [() => {}]);
  const { text } = await exchange(port, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcX");
  assert.match(text, /^HTTP\/1\.1 400 /);
  await until(() => upstreams[0].endings[0] !== "");
  assert.doesNotMatch(upstreams[0].received[0], /0\r\n\r\n$/);
});
