// Every documented way to break a request, sent over a socket: one answer, then the connection closes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { errorTable, FlotillaError } from "../../src/core/errors.ts";
import type { Exchange } from "../../src/core/exchange.ts";
import { serve } from "../../src/server/serve.ts";
import type { RunningServer } from "../../src/server/types.ts";
import { strictnessCases } from "./strictness-cases.ts";

/** Answers 200 once the whole body has come, or 413 if it is too large: the rest is the server's to answer. */
const handler = {
  handle(exchange: Exchange): void {
    exchange.readBody({
      onData: () => true,
      onEnd: () => exchange.send(200, [], "ok"),
      onError: (error) => {
        if (error instanceof FlotillaError && error.code === "body_too_large")
          exchange.send(error.status, [], error.code);
      },
    });
  },
};

let server: RunningServer;
before(async () => {
  server = await serve(handler, { port: 0, maxBodyBytes: 1000 });
});
after(() => server.close({ graceMs: 0 }));

/** Sends `input`, stays open, and returns all the server sends until it closes. */
function exchangeBytes(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(input, "latin1"));
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

for (const { rule, code, inputs } of strictnessCases) {
  test(`${errorTable[code].status} ${code}: ${rule}`, async () => {
    for (const input of inputs) {
      // What follows a refused request on the connection must never be taken for a request.
      const answer = await exchangeBytes(input);
      const [head, body] = answer.split("\r\n\r\n");
      const shown = JSON.stringify(input.length > 200 ? `${input.slice(0, 200)}…` : input);
      assert.equal(head.slice(0, 12), `HTTP/1.1 ${errorTable[code].status}`, `${shown}: ${answer}`);
      assert.match(head, /\r\nconnection: close(\r\n|$)/i, shown);
      assert.equal(JSON.parse(body).code, code, shown);
      assert.equal(answer.match(/^HTTP\/1\.1 \d{3} /gm)?.length, 1, `one answer to ${shown}`);
    }
  });
}

for (const framing of [
  "Content-Length: 2000\r\n\r\n",
  `Transfer-Encoding: chunked\r\n\r\n7d0\r\n${"x".repeat(2000)}\r\n0\r\n\r\n`,
]) {
  test(`a body over maxBodyBytes fails with body_too_large and is the app's to answer: ${framing.slice(0, 26)}`, async () => {
    const answer = await exchangeBytes(`POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${framing}`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
    assert.match(answer, /body_too_large$/);
  });
}

test("a request behind a refused one is not answered", async () => {
  const answer = await exchangeBytes("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  assert.equal(answer.match(/^HTTP\/1\.1 \d{3} /gm)?.length, 1);
});

test("docs/server.md lists these cases with the statuses of the error table", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/server.md"), "utf8");
  const rows = strictnessCases.map(({ rule, code }) => `| ${rule} | ${errorTable[code].status} | \`${code}\` |`);
  assert.deepEqual(page.match(/^\|.*\| \d{3} \| `\w+` \|$/gm), rows);
});

test("every fault of a client's bytes is documented", () => {
  // About time, or a client that is gone; and what the app answers, since it sets the bound.
  const others = ["head_timeout", "body_timeout", "write_timeout", "client_closed", "body_too_large"];
  const codes = Object.entries(errorTable).flatMap(([code, { source }]) => (source === "client" ? [code] : []));
  const documented = new Set<string>(strictnessCases.map(({ code }) => code));
  assert.deepEqual(
    codes.filter((code) => !documented.has(code) && !others.includes(code)),
    [],
  );
});
