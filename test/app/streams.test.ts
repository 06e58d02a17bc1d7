import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { z } from "zod";
import { App, event, events, HTTPError, jsonLines, stream } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
import { both } from "./both.ts";
import { Recorder } from "./recorder.ts";

const Count = z.object({ n: z.int(), note: z.string().default("") });
const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

function app(): App {
  const app = new App({ logger: new Recorder() });
  app.get("/lines", { response: jsonLines(Count) }, async function* () {
    yield { n: 1, secret: true } as { n: number };
    await turn();
    yield { n: 2 };
  });
  app.get("/untyped", async function* () {
    yield { a: 1 };
    yield "text";
  });
  app.get("/empty", { response: jsonLines(Count) }, async function* () {});
  app.get("/events", { response: events(Count) }, async function* () {
    yield { n: 1 };
    yield { data: { n: 2 }, id: "7", event: "count" };
    yield event({ comment: "two\nlines", retryMs: 5 });
    yield event({ rawData: "a\nb" });
  });
  app.get("/data", { response: events(z.object({ data: z.int() })) }, async function* () {
    yield { data: 1 };
  });
  app.get("/bytes", (_, { reply }) => {
    reply.headers.set("x-a", "1");
    return stream(
      (async function* () {
        yield "a,b\n";
        yield new Uint8Array([49, 44, 50]);
      })(),
      { contentType: "text/csv", status: 203 },
    );
  });
  app.get("/readable", () => new Blob(["from a stream"]).stream());
  app.get("/early", { response: jsonLines(Count) }, async function* (_, { path }) {
    await Promise.resolve();
    if (path === "/early") throw new HTTPError(409, "not now");
    yield { n: 1 };
  });
  app.get("/late", { response: jsonLines(Count) }, async function* () {
    yield { n: 1 };
    await turn(5);
    throw new Error("too late");
  });
  app.get("/wrong", { response: jsonLines(Count) }, async function* () {
    yield { n: "x" as never };
  });
  return app;
}

both("items become lines of JSON, validated and filtered", app, async (send) => {
  const lines = await send("/lines");
  assert.equal(lines.headers.get("content-type"), "application/jsonl");
  assert.equal(await lines.text(), '{"n":1,"note":""}\n{"n":2,"note":""}\n');
  assert.equal(await (await send("/untyped")).text(), '{"a":1}\n"text"\n');
  assert.equal(await (await send("/empty")).text(), "");
  const head = await send("/lines", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
});

both("items become server-sent events, and events say more", app, async (send) => {
  const response = await send("/events");
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  assert.equal(
    await response.text(),
    [
      'data: {"n":1,"note":""}\n\n',
      'event: count\ndata: {"n":2,"note":""}\nid: 7\n\n',
      ": two\n: lines\nretry: 5\n\n",
      "data: a\ndata: b\n\n",
    ].join(""),
  );
  // An item that has the name of an event's field is an item.
  assert.equal(await (await send("/data")).text(), 'data: {"data":1}\n\n');
});

both("stream() and ReadableStream are sent as they are", app, async (send) => {
  const response = await send("/bytes");
  assert.equal(response.status, 203);
  assert.equal(response.headers.get("content-type"), "text/csv");
  assert.equal(response.headers.get("x-a"), "1");
  assert.equal(await response.text(), "a,b\n1,2");
  const readable = await send("/readable");
  assert.equal(readable.headers.get("content-type"), "application/octet-stream");
  assert.equal(await readable.text(), "from a stream");
});

both("an error before the first item is an answer, one after it cuts the stream", app, async (send, app) => {
  const early = await send("/early");
  assert.equal(early.status, 409);
  assert.deepEqual(await early.json(), { detail: "not now" });
  await assert.rejects(send("/late").then((response) => response.text()));
  await assert.rejects(send("/wrong").then((response) => response.text()));
  assert.match((app.logger as Recorder).at("error").join(), /\/late: .*too late[\s\S]*an item of GET \/wrong/);
});

test("events that would break the stream are refused", () => {
  assert.throws(() => event({ event: "a\nb" }), /one line/);
  assert.throws(() => event({ id: "a\r" }), /one line/);
  assert.throws(() => event({ id: "a\0" }), /no NUL/);
  assert.throws(() => event({ retryMs: 1.5 }), /whole number/);
  assert.throws(() => event({ data: 1, rawData: "x" } as never), /not both/);
  assert.throws(() => jsonLines({} as never), /not a schema/);
});

test("when the client leaves, the generator's finally runs and the signal is aborted", async (t) => {
  const app = new App({ logger: new Recorder() });
  let ended: ((how: string) => void) | undefined;
  const end = new Promise<string>((resolve) => {
    ended = resolve;
  });
  app.get("/", { response: events(Count) }, async function* (_, { signal }) {
    try {
      for (let n = 0; ; n++) {
        yield { n };
        await turn(1);
      }
    } finally {
      ended?.(`aborted ${signal.aborted}`);
    }
  });
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  socket.destroy();
  assert.equal(await end, "aborted true");
});

both(
  "HEAD ends a generator that has begun, of every kind",
  () => {
    const app = new App();
    const ended: string[] = [];
    for (const [name, response] of [
      ["lines", jsonLines(z.int())],
      ["events", events(z.int())],
    ] as const) {
      app.get(`/${name}`, { response }, async function* () {
        try {
          for (let n = 0; ; n++) yield n;
        } finally {
          ended.push(name);
        }
      });
    }
    app.get("/untyped", async function* () {
      try {
        for (let n = 0; ; n++) yield n;
      } finally {
        ended.push("untyped");
      }
    });
    app.get("/ended", () => ended);
    return app;
  },
  async (send) => {
    for (const name of ["lines", "events", "untyped"]) {
      assert.equal((await send(`/${name}`, { method: "HEAD" })).status, 200);
    }
    assert.deepEqual(await (await send("/ended")).json(), ["lines", "events", "untyped"]);
  },
);
