import assert from "node:assert/strict";
import net from "node:net";
import { test } from "node:test";
import { Random, seed } from "../../http/kit.ts";
import { balance } from "./harness.ts";
import { answer, exchange, until } from "./scripted-upstream.ts";

const close = "Host: a.example\r\nConnection: close\r\n\r\n";

test("passes a request on with its fields in order and says who asked", async (t) => {
  const { port, upstreams } = await balance(t, [
    ({ socket }) => socket.write(answer("hi", "X-One: 1\r\nx-two: 2\r\n")),
  ]);
  const { text } = await exchange(
    port,
    "GET /a%2Fb?q=1&q= HTTP/1.1\r\nHost: a.example\r\nX-Case: Kept\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n",
  );
  const { head } = upstreams[0].seen[0];
  assert.match(head, /^GET \/a%2Fb\?q=1&q= HTTP\/1\.1\r\n/);
  assert.match(head, /\r\nHost: a\.example\r\n/);
  assert.match(head, /\r\nX-Case: Kept\r\n/);
  assert.match(head, /\r\nX-Forwarded-For: 9\.9\.9\.9, 127\.0\.0\.1\r\n/);
  assert.equal(head.match(/x-forwarded-proto/gi)?.length, 1);
  assert.match(head, /\r\nX-Forwarded-Proto: http\r\n/);
  assert.match(
    text,
    /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\nX-One: 1\r\nx-two: 2\r\nconnection: close\r\ndate: [^\r]+\r\n\r\nhi$/,
  );
  assert.ok(text.endsWith("\r\n\r\nhi"));
});

for (const [name, pieces] of [
  ["at once", [answer("0123456789", "X-A:  spaced \r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n")]],
  [
    "with fields of its hop",
    [
      answer(
        "0123456789",
        "Connection: keep-alive\r\nX-A: spaced\r\nx-b: Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n",
      ),
    ],
  ],
  ["in two pieces of head", ["HTTP/1.1 200 OK\r\nX-A: sp", "aced\r\nContent-Length: 10\r\n\r\n0123456789"]],
  ["in two pieces of body", ["HTTP/1.1 200 OK\r\nX-A: spaced\r\nContent-Length: 10\r\n\r\n01234", "56789"]],
] as const) {
  test(`an answer that comes ${name} has one length, one date and its fields`, async (t) => {
    const { port } = await balance(t, [
      async ({ socket }) => {
        for (const piece of pieces) {
          socket.write(piece);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    ]);
    const { text } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
    assert.equal(text.match(/^content-length: 10\r$/gim)?.length, 1);
    assert.equal(text.match(/^date: /gim)?.length, 1);
    assert.match(text, /^X-A: +spaced/m);
    assert.doesNotMatch(text, /^(?:connection: keep|keep-alive)/im);
    if (name === "with fields of its hop") assert.match(text, /^x-b: Connection: keep-alive\r$/m);
    assert.ok(text.endsWith("\r\n\r\n0123456789"));
  });
}

test("hop-by-hop fields stay on their hop, also those that Connection names", async (t) => {
  const fields = "Connection: close, X-Secret\r\nX-Secret: s\r\nKeep-Alive: timeout=5\r\nX-Kept: k\r\nUpgrade: h2c\r\n";
  const { port, upstreams } = await balance(t, [({ socket }) => socket.write(answer("ok", fields))]);
  const request =
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine\r\nX-Mine: m\r\nTE: trailers\r\nProxy-Connection: x\r\nX-Kept: k\r\n\r\n";
  const { text } = await exchange(port, request);
  const { head } = upstreams[0].seen[0];
  assert.doesNotMatch(head, /x-mine|connection:|te:/i);
  assert.match(head, /X-Kept: k/);
  assert.doesNotMatch(text, /x-secret|keep-alive:|upgrade:/i);
  assert.match(text, /X-Kept: k/);
});

test("every Connection line of a head is heeded, not only one", async (t) => {
  const fields = "Connection: X-First\r\nX-First: 1\r\nConnection: X-Second\r\nX-Second: 2\r\nX-Kept: k\r\n";
  const { port, upstreams } = await balance(t, [({ socket }) => socket.write(answer("ok", fields))]);
  const { text } = await exchange(port, `GET / HTTP/1.1\r\n${fields}${close}`);
  for (const seen of [upstreams[0].seen[0].head, text]) {
    assert.doesNotMatch(seen, /x-first|x-second/i);
    assert.match(seen, /X-Kept: k/);
  }
});

test("an answer says keep-alive after the upstream only where that holds for the client", async (t) => {
  const { port } = await balance(t, [({ socket }) => socket.write(answer("ok", "Connection: keep-alive\r\n"))]);
  const whole = (text: string): boolean => text.endsWith("ok");
  const kept = await exchange(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", whole);
  assert.deepEqual(kept.text.match(/^connection:.*$/gim), ["Connection: keep-alive"]);
  const closed = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.deepEqual(closed.text.match(/^connection:.*$/gim), ["connection: close"]);
  const old = await exchange(port, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", whole);
  assert.deepEqual(old.text.match(/^connection:.*$/gim), ["connection: keep-alive"]);
});

test("many at once, cut anywhere: each client gets the answer to what it sent, and each server its own client's fields", async (t) => {
  const random = new Random(seed);
  /** Writes `text` in pieces, with other connections' reads in between. */
  const inPieces = async (socket: net.Socket, text: string): Promise<void> => {
    const cut = [random.below(text.length), random.below(text.length)].sort((a, b) => a - b);
    for (const piece of [text.slice(0, cut[0]), text.slice(cut[0], cut[1]), text.slice(cut[1])]) {
      if (piece !== "") socket.write(piece, "latin1");
      if (random.once(2)) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const { port } = await balance(t, [
    ({ head, socket }) => {
      const id = /^x-id: (.*)\r$/im.exec(head)?.[1] ?? "none";
      const fields = `X-Id: ${id}\r\n${random.once(2) ? "Connection: keep-alive\r\n" : ""}X-Seen: ${/ (\/\S*) /.exec(head)?.[1]}\r\n`;
      const body = `body of ${id} `.repeat(1 + random.below(3));
      const chunked = `HTTP/1.1 200 OK\r\n${fields}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\nX-End: ${id}\r\n\r\n`;
      void inPieces(socket, random.once(3) ? chunked : answer(body, fields));
    },
  ]);
  const client = async (number: number): Promise<void> => {
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    let wake = (): void => {};
    socket.on("data", (data) => {
      text += data.toString("latin1");
      wake();
    });
    for (let i = 0; i < 25; i++) {
      const id = `${number}-${i}-${"x".repeat(random.below(40))}`;
      text = "";
      const padding = random.once(2) ? `X-Padding: ${"p".repeat(random.below(300))}\r\n` : "";
      void inPieces(socket, `GET /${id} HTTP/1.1\r\nHost: h${number}\r\n${padding}X-Id: ${id}\r\n\r\n`);
      const whole = (): boolean => {
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return false;
        const length = /^content-length: (\d+)/im.exec(text.slice(0, end));
        return length === null
          ? text.endsWith("\r\n\r\n") && text.includes("\r\n0\r\n")
          : text.length === end + 4 + Number(length[1]);
      };
      while (!whole()) await new Promise<void>((resolve) => (wake = resolve));
      assert.equal(/^x-id: (.*)\r$/im.exec(text)?.[1], id);
      assert.equal(/^x-seen: \/(.*)\r$/im.exec(text)?.[1], id);
      // Chunks may be cut anew on the way.
      const body = text.slice(text.indexOf("\r\n\r\n") + 2).replace(/\r\n[0-9a-f]+\r\n/g, "");
      assert.ok(body.includes(`body of ${id} `));
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: 40 }, (_, number) => client(number)));
});

test("keeps upstream connections and reuses them", async (t) => {
  const { port, upstreams } = await balance(t, [({ socket }) => socket.write(answer("x"))]);
  for (let i = 0; i < 5; i++) await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.equal(upstreams[0].connections, 1);
  assert.deepEqual(
    upstreams[0].seen.map((seen) => seen.number),
    [0, 1, 2, 3, 4],
  );
});

test("bytes after a response, or unasked ones, end the upstream connection's use", async (t) => {
  const { port, upstreams } = await balance(t, [({ socket }) => socket.write(`${answer("x")}HTTP/1.1 200 OK\r\n`)]);
  const first = await exchange(port, `GET /1 HTTP/1.1\r\n${close}`);
  const second = await exchange(port, `GET /2 HTTP/1.1\r\n${close}`);
  assert.ok(first.text.endsWith("\r\n\r\nx") && second.text.endsWith("\r\n\r\nx"));
  assert.equal(upstreams[0].connections, 2);
});

for (const [name, response, expected] of [
  [
    "chunked in pieces",
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "2\r\nde\r\n0\r\n\r\n"],
    "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
  ],
  ["chunked at once", ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"], "abc"],
  ["until close", ["HTTP/1.1 200 OK\r\n\r\nab", "cd", null], "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"],
  [
    "with trailers",
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: v\r\n\r\n"],
    "1\r\na\r\n0\r\nX-T: v\r\n\r\n",
  ],
  ["without a body", ["HTTP/1.1 204 No Content\r\n\r\n"], ""],
] as const) {
  test(`a response ${name} arrives whole`, async (t) => {
    const { port } = await balance(t, [
      async ({ socket }) => {
        for (const piece of response) {
          if (piece === null) socket.end();
          else socket.write(piece);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      },
    ]);
    const { text, ending } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
    assert.equal(text.slice(text.indexOf("\r\n\r\n") + 4), expected);
    assert.equal(ending, "end");
  });
}

test("HEAD keeps its length and has no body, and the connection stays in step", async (t) => {
  const { port, upstreams } = await balance(t, [
    ({ socket, head }) =>
      socket.write(head.startsWith("HEAD") ? "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" : answer("next")),
  ]);
  const { text } = await exchange(port, `HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET /n HTTP/1.1\r\n${close}`);
  assert.match(
    text,
    /^HTTP\/1\.1 200 OK\r\n[\s\S]*?content-length: 99\r\n[\s\S]*?\r\n\r\nHTTP\/1\.1 200 OK\r\n[\s\S]*next$/i,
  );
  assert.equal(upstreams[0].connections, 1);
});

test("early hints pass, 100 does not", async (t) => {
  const { port } = await balance(t, [
    ({ socket }) =>
      socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${answer("done")}`),
  ]);
  const { text } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.match(text, /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/a>\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});

test("a body goes up as it comes, with its length or in chunks", async (t) => {
  const { port, upstreams } = await balance(t, [
    ({ socket }) => setTimeout(() => socket.write(answer("ok")), 60),
    ({ socket }) => setTimeout(() => socket.write(answer("ok")), 60),
  ]);
  await exchange(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello`);
  await exchange(
    port,
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3;x=y\r\nabc\r\n0\r\nX-T: t\r\n\r\n`,
  );
  assert.match(upstreams[0].received[0], /\r\nContent-Length: 5\r\n\r\nhello$/);
  // Chunk extensions concern one hop; the trailers are the message's.
  assert.match(upstreams[1].received[0], /\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: t\r\n\r\n$/);
});

test("Expect: 100-continue is answered here, once there is somebody to send the body to", async (t) => {
  const { port, upstreams } = await balance(t, [({ socket }) => setTimeout(() => socket.write(answer("ok")), 60)]);
  const text = await new Promise<string>((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.write(
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
      );
    });
    let all = "";
    socket.on("data", (data) => {
      all += data;
      if (all === "HTTP/1.1 100 Continue\r\n\r\n") socket.write("hi");
    });
    socket.on("close", () => resolve(all));
  });
  assert.match(text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  assert.doesNotMatch(upstreams[0].seen[0].head, /expect/i);
});

test("a slow reader stops the upstream instead of filling memory", async (t) => {
  const total = 64 * 1024 * 1024;
  let written = 0;
  const piece = Buffer.alloc(64 * 1024, 0x61);
  const { port } = await balance(t, [
    ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
      const fill = (): void => {
        while (written < total) {
          written += piece.length;
          if (!socket.write(piece)) {
            socket.once("drain", fill);
            return;
          }
        }
      };
      fill();
    },
  ]);
  const client = net.connect(port, "127.0.0.1", () => client.write(`GET / HTTP/1.1\r\n${close}`));
  let got = 0;
  client.pause();
  await until(() => written > 0);
  let before = -1;
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  // What fits in four kernel buffers and ours; far less than all of it.
  assert.ok(written < total / 2, `${written} bytes were taken though nobody reads`);
  client.on("data", (data) => {
    got += data.length;
  });
  client.resume();
  await new Promise((resolve) => client.on("close", resolve));
  assert.ok(got > total);
});

test("an upgrade becomes a tunnel both ways", async (t) => {
  const { port, upstreams } = await balance(t, [
    ({ socket }) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nfirst");
      socket.on("data", (data) => socket.write(`echo ${data}`));
    },
  ]);
  const request = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const text = await new Promise<string>((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(request));
    let all = "";
    socket.on("data", (data) => {
      all += data;
      if (all.endsWith("first")) socket.write("ping");
      if (all.endsWith("echo ping")) socket.end();
    });
    socket.on("close", () => resolve(all));
  });
  assert.match(text, /^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*\r\n\r\nfirstecho ping$/);
  assert.match(upstreams[0].seen[0].head, /Upgrade: websocket/);
});

test("a request that asks for an upgrade keeps its body and the length of it", async (t) => {
  const { port, upstreams } = await balance(t, [({ socket }) => socket.write(answer("no"))]);
  const request = "POST /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\nContent-Length: 4\r\n\r\nbody";
  await exchange(port, request, (text) => text.endsWith("no"));
  assert.match(upstreams[0].seen[0].head, /\r\nUpgrade: x\r\n/);
  assert.match(upstreams[0].seen[0].head, /\r\nContent-Length: 4\r\n/);
  await until(() => upstreams[0].received[0].endsWith("\r\n\r\nbody"));
});

test("logs see what the server sent, and of it what was passed on", async (t) => {
  const seen: (string | undefined)[] = [];
  const fields = "Connection: keep-alive\r\nX-Hidden: h\r\nX-Kept: k\r\n";
  const { port } = await balance(t, [({ socket }) => socket.write(answer("ok", fields))], {
    action: { hideHeaders: new Set(["x-hidden"]) },
    logged: (context) => {
      for (const name of ["x-kept", "x-hidden", "connection"]) {
        seen.push(context.upstreamHeader(name), context.sentHeader(name));
      }
    },
  });
  await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.deepEqual(seen, ["k", "k", "h", undefined, "keep-alive", undefined]);
});

test("a 101 nobody asked for is a bad answer", async (t) => {
  const { port } = await balance(t, [({ socket }) => socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n")]);
  const { text } = await exchange(port, `GET / HTTP/1.1\r\n${close}`);
  assert.match(text, /^HTTP\/1\.1 502 /);
});
