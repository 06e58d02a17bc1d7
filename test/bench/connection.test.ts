import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { HttpConnection } from "../../bench/client/connection.ts";

/** A server that does `act` with each request head it gets. */
async function serverThat(context: TestContext, act: (socket: Socket, head: string) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => act(socket, data.toString("latin1")));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  context.after(close);
  return { port: (server.address() as AddressInfo).port, close };
}

const hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

test("requests share a connection until the server says it closes", async (context) => {
  let count = 0;
  const server = await serverThat(context, (socket) => {
    count += 1;
    if (count === 2) socket.write(hello.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    else socket.write(hello);
  });
  const connection = new HttpConnection(server.port);
  for (const opened of [1, 1, 2]) {
    const answer = await connection.request("GET", "/");
    assert.deepEqual([answer.outcome, answer.status, answer.body], ["whole", 200, "hello"]);
    assert.equal(connection.opened, opened);
  }
  connection.destroy();
});

test("an answer cut short is cut, and no answer is none", async (context) => {
  const server = await serverThat(context, (socket, head) => {
    if (head.startsWith("GET /cut")) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhello");
    else if (head.startsWith("GET /head")) socket.end("HTTP/1.1 200 OK\r\nConte");
    else socket.destroy();
  });
  const connection = new HttpConnection(server.port);
  const cut = await connection.request("GET", "/cut");
  assert.deepEqual([cut.outcome, cut.status, cut.bytes], ["cut", 200, 5]);
  assert.equal((await connection.request("GET", "/head")).outcome, "cut");
  assert.equal((await connection.request("GET", "/none")).outcome, "none");
  server.close();
  const refused = await connection.request("GET", "/");
  assert.deepEqual([refused.outcome, refused.error], ["none", "ECONNREFUSED"]);
});

test("bytes that are no answer end as an error, not as an answer", async (context) => {
  const server = await serverThat(context, (socket) => socket.write("SSH-2.0-x\r\n\r\n"));
  const connection = new HttpConnection(server.port);
  const answer = await connection.request("POST", "/", "body");
  assert.equal(answer.status, 0);
  assert.match(answer.error, /not an HTTP/);
});
