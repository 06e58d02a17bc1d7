import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Exchange } from "../../src/core/exchange.ts";
import { eventually, readAll, request, start, text } from "./harness.ts";
import { RawClient } from "./raw-client.ts";

/** What a client has sent when it drops its connection. */
const stages: Record<string, string> = {
  nothing: "",
  "half a request line": "GET /ab",
  "half a head": "GET / HTTP/1.1\r\nhost: a\r\nx",
  "a request nobody answers": request("GET /never"),
  "a request answered later": request("GET /later"),
  "half a body": request("POST /read", ["content-length: 10"], "abc"),
  "half a body nobody reads": request("POST /never", ["content-length: 10"], "abc"),
  "half a chunk": request("POST /read", ["transfer-encoding: chunked"], "5\r\nab"),
  "an expectation": request("POST /read", ["content-length: 10", "expect: 100-continue"]),
  "a request whose answer streams": request("GET /stream"),
  "a request for more than the socket holds": request("GET /large"),
  "several requests": request("GET /later").repeat(20),
  "a malformed request": "BAD\r\n\r\n",
  "an upgrade": request("GET /upgrade", ["connection: upgrade", "upgrade: x"]),
};

const large = Buffer.alloc(8 * 1024 * 1024, "z");

function handle(exchange: Exchange): void {
  switch (exchange.path) {
    case "/never":
      // Half-closed clients get their answers, so a handler that has none must heed the abort.
      return exchange.onAbort(() => exchange.destroy());
    case "/later":
      setTimeout(() => exchange.send(200, text, "later"), 5);
      return;
    case "/read":
      readAll(exchange).then(
        ({ data }) => exchange.send(200, text, data),
        () => exchange.send(400, text, "late"),
      );
      return;
    case "/large":
      return exchange.send(200, text, large);
    case "/upgrade": {
      const socket = exchange.upgrade()?.socket as import("node:stream").Duplex;
      socket.on("error", () => {});
      socket.on("end", () => socket.end());
      socket.resume();
      socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
      return;
    }
    case "/stream": {
      exchange.begin(200, text, null);
      const pump = (): void => {
        if (exchange.closed) return;
        exchange.write("some ");
        setTimeout(pump, 2);
      };
      return pump();
    }
    default:
      exchange.send(200, text, exchange.path);
  }
}

test("2,000 connections dropped at every stage leave nothing behind", async (t) => {
  const { server, finished } = await start(t, handle);
  const names = Object.keys(stages);
  let opened = 0;
  const flood = async (offset: number): Promise<void> => {
    for (let i = offset; i < 2000; i += 40) {
      const client = await RawClient.connect({ host: "127.0.0.1", port: server.port });
      opened++;
      client.write(stages[names[i % names.length]]);
      const leave = (["destroy", "reset", "finish"] as const)[Math.floor(i / names.length) % 3];
      if (i % 5 < 2) await new Promise((resolve) => setImmediate(resolve));
      if (i % 5 === 2) await new Promise((resolve) => setTimeout(resolve, 8));
      client[leave]();
      // One that half-closes waits for an answer that never comes.
      if (leave === "finish") setTimeout(() => client.destroy(), 5);
    }
  };
  await Promise.all(Array.from({ length: 40 }, (_, i) => flood(i)));
  assert.equal(opened, 2000);
  await eventually(() => server.connections === 0);
  assert.equal(server.inFlight, 0);
  assert.ok(finished.every(({ status, method }) => status >= 0 && method !== ""));
});

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...Object.values(stages)) },
  { weight: 3, arbitrary: fc.constantFrom("\r\n", "\n", "\r", ":", " ", "GET ", "POST ", " HTTP/1.1", "\0", "\t") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "transfer-encoding: chunked\r\n",
      "content-length: 5\r\n",
      "host: a\r\n",
      "connection: close\r\n",
      "expect: 100-continue\r\n",
      "0\r\n\r\n",
      "5\r\nabcde\r\n",
      "GET / HTTP/1.1\r\n",
      "POST /read HTTP/1.1\r\nhost: a\r\n",
      "GET / HTTP/1.0\r\n\r\n",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }).map((s) => Buffer.from(s).toString("latin1")) },
);

test("whatever bytes come, cut anywhere, each connection is answered or closed and nothing is left over", async (t) => {
  const quick = (exchange: Exchange): void => {
    if (exchange.path === "/never") exchange.send(503, text, "never");
    else if (exchange.path === "/stream") {
      exchange.begin(200, text, null);
      exchange.write("some ");
      setImmediate(() => exchange.end());
    } else if (exchange.path === "/large") exchange.send(200, text, "large");
    else handle(exchange);
  };
  const { server } = await start(t, quick, { bodyTimeoutMs: 5000, headTimeoutMs: 5000 });
  const attack = async (pieces: readonly string[], cut: number): Promise<void> => {
    const client = await RawClient.connect({ host: "127.0.0.1", port: server.port });
    const bytes = Buffer.from(pieces.join(""), "latin1");
    for (let at = 0; at < bytes.length && !client.finished && client.error === ""; at += cut) {
      client.write(bytes.subarray(at, at + cut));
      if (at / cut < 20) await new Promise((resolve) => setImmediate(resolve));
    }
    client.finish();
    // The server hears our FIN: it answers what was whole, refuses or drops the rest, and closes.
    await client.ended();
    const tunnelled = client.text.indexOf("HTTP/1.1 101");
    // Must be readable as answers; throws if it is not.
    if (tunnelled < 0 && client.error === "") {
      for (const part of client.text.matchAll(/HTTP\/1\.1 (\d+) /g)) assert.ok(Number(part[1]) >= 100);
    }
    client.destroy();
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(piece, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 200 })), {
        minLength: 10,
        maxLength: 10,
      }),
      (attacks) => Promise.all(attacks.map(([pieces, cut]) => attack(pieces, cut))).then(() => {}),
    ),
    { numRuns: 120 },
  );
  await eventually(() => server.connections === 0);
  assert.equal(server.inFlight, 0);
});
