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

/** Streams whose end is counted, each by its own kind of body. */
function counting(): { app: App; ended: () => number } {
  const app = new App({ logger: new Recorder() });
  let count = 0;
  const items = async function* (): AsyncGenerator<number, void, void> {
    try {
      for (let n = 1; n <= 3; n++) yield n;
    } finally {
      count++;
    }
  };
  app.middleware(async ({ path, reply }, next) => {
    await next();
    if (path.endsWith("/304")) reply.status = 304;
    if (path.endsWith("/throws")) throw new Error("after the answer was made");
  });
  for (const end of ["", "/304", "/throws"]) {
    app.get(`/lines${end}`, { response: jsonLines(z.int()) }, items);
    app.get(`/events${end}`, { response: events(z.int()) }, items);
    app.get(`/untyped${end}`, items);
    app.get(`/readable${end}`, () => new ReadableStream({ pull: (to) => to.enqueue("x"), cancel: () => void count++ }));
  }
  app.get("/own/204", { status: 204 }, items);
  return { app, ended: () => count };
}

for (const kind of ["lines", "events", "untyped", "readable"]) {
  let ended: () => number;
  both(
    `what ${kind} yields from is ended where nothing of it is sent: HEAD, 304, an error behind it`,
    () => {
      const made = counting();
      ended = made.ended;
      return made.app;
    },
    async (send) => {
      const head = await send(`/${kind}`, { method: "HEAD" });
      assert.equal(head.status, 200);
      await turn(5);
      assert.equal(ended(), 1);
      const unchanged = await send(`/${kind}/304`);
      assert.deepEqual([unchanged.status, await unchanged.text()], [304, ""]);
      await turn(5);
      assert.equal(ended(), 2);
      assert.equal((await send(`/${kind}/throws`)).status, 500);
      await turn(5);
      assert.equal(ended(), 3);
      const own = await send("/own/204");
      assert.deepEqual([own.status, own.headers.get("content-type"), await own.text()], [204, null, ""]);
      await turn(5);
      assert.equal(ended(), 4);
    },
  );
}

both(
  "a function* is a stream like an async one, and so is what a promise of a typed stream brings",
  () => {
    const app = new App({ logger: new Recorder() });
    app.get("/sync", function* () {
      yield 1;
      yield { a: 2 };
    });
    app.get("/typed", { response: jsonLines(z.int()) }, function* () {
      yield 1;
    });
    app.get("/later", { response: jsonLines(z.int()) }, async () => {
      await turn();
      return new ReadableStream<number>({
        start(to) {
          to.enqueue(7);
          to.close();
        },
      });
    });
    app.get("/fails", { response: jsonLines(z.int()) }, function* (_, { path }) {
      if (path === "/fails") throw new HTTPError(409, "not now");
      yield 1;
    });
    return app;
  },
  async (send) => {
    const sync = await send("/sync");
    assert.deepEqual([sync.headers.get("content-type"), await sync.text()], ["application/jsonl", '1\n{"a":2}\n']);
    assert.equal(await (await send("/typed")).text(), "1\n");
    assert.equal(await (await send("/later")).text(), "7\n");
    assert.equal((await send("/fails")).status, 409);
  },
);

test("an event whose id or name would break out of its line ends the stream before it is sent", async () => {
  const app = new App({ logger: new Recorder() });
  const broken = [{ event: "a\ndata: evil" }, { id: "1\n\ndata: evil" }, { id: "\0" }, { retryMs: 1.5 }];
  app.get("/{n}", { path: { n: z.int() }, response: events(z.int()) }, async function* ({ path }) {
    yield { data: 1 };
    yield { data: 2, ...broken[path.n] };
  });
  for (const n of broken.keys()) {
    const response = await app.fetch(new Request(`http://example.test/${n}`));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "data: 1\n\n");
    await assert.rejects(reader.read(), /a server-sent event's/);
  }
});

test("a client that leaves ends at once what a typed stream waits for", async () => {
  let returned = 0;
  const silent: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => {
        returned++;
        return Promise.resolve({ done: true as const, value: undefined });
      },
    }),
  };
  const app = new App({ logger: new Recorder() });
  app.get("/lines", { response: jsonLines(z.int()) }, () => silent);
  app.get("/events", { response: events(z.int()) }, () => silent);
  for (const path of ["/lines", "/events"]) {
    const response = await app.fetch(new Request(`http://example.test${path}`));
    await response.body?.cancel();
    await turn(5);
  }
  assert.equal(returned, 2);
});

test("a value that cannot be sent ends the iterator it came from", async () => {
  let ended = 0;
  const app = new App({ logger: new Recorder() });
  app.get("/", { response: jsonLines(z.int()) }, async function* () {
    try {
      yield "x" as never;
    } finally {
      ended++;
    }
  });
  const response = await app.fetch(new Request("http://example.test/"));
  await assert.rejects(response.text());
  assert.equal(ended, 1);
});
