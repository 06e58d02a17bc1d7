import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { z } from "zod";
import { silentLogger } from "../../../src/core/logger.ts";
import {
  App,
  bodyLimit,
  dependency,
  type HTTPError,
  requestId,
  timeout,
  timing,
  trustedHost,
} from "../../../src/index.ts";
import { serve } from "../../../src/server/index.ts";
import { both } from "../both.ts";
import { FakeExchange } from "../fake-exchange.ts";
import { Recorder } from "../recorder.ts";

both(
  "requestId: an id of its own for each request, on every answer, and in the context",
  () => {
    const app = new App();
    app.middleware(requestId());
    app.get("/", (_, { requestId }) => ({ requestId }));
    return app;
  },
  async (send) => {
    const [one, two, none] = [
      await send("/"),
      await send("/", { headers: { "x-request-id": "mine" } }),
      await send("/x"),
    ];
    const id = one.headers.get("x-request-id");
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.deepEqual(await one.json(), { requestId: id });
    assert.notEqual(two.headers.get("x-request-id"), "mine");
    assert.notEqual(two.headers.get("x-request-id"), id);
    assert.match(String(none.headers.get("x-request-id")), /^[0-9a-f-]{36}$/);
  },
);

both(
  "requestId: a trusted client's id counts if it is a short, visible one; mounted apps see it too",
  () => {
    const app = new App();
    const inner = new App();
    inner.get("/", (_, { requestId }) => requestId);
    app.middleware(requestId({ header: "X-Trace", trust: () => true, generate: () => "made" }));
    app.mount("/inner", inner);
    return app;
  },
  async (send) => {
    for (const [given, expected] of [
      ["abc-1", "abc-1"],
      ["a b", "made"],
      ["x".repeat(128), "x".repeat(128)],
      ["x".repeat(129), "made"],
      ["\u00e9", "made"],
    ]) {
      const answer = await send("/inner/", { headers: { "x-trace": given } });
      assert.deepEqual([answer.headers.get("x-trace"), await answer.json()], [expected, expected]);
    }
  },
);

test("requestId is undefined without the middleware", async () => {
  const app = new App();
  app.get("/", (_, { requestId }) => requestId === undefined);
  assert.equal(await (await app.fetch(new Request("http://a/"))).json(), true);
});

both(
  "timing: Server-Timing in milliseconds, other fields in seconds",
  () => {
    let now = 0;
    const clock = { now: () => (now += 1.5) };
    const app = new App();
    app.middleware(timing({ clock }));
    app.middleware(timing({ header: "x-process-time", clock }));
    app.get("/", (_, { reply }) => {
      reply.headers.append("server-timing", "db;dur=1");
      return 1;
    });
    return app;
  },
  async (send) => {
    const { headers } = await send("/");
    assert.equal(headers.get("server-timing"), "db;dur=1, app;dur=4.50");
    assert.equal(headers.get("x-process-time"), "0.001500");
  },
);

both(
  "bodyLimit: more is a 413, whatever length was announced; a route's own limit goes before it",
  () => {
    const app = new App({ logger: new Recorder() });
    app.middleware(bodyLimit({ maxBytes: 4 }));
    app.post("/", (_, { request }) => request.text());
    app.post("/more", { maxBodyBytes: 8 }, (_, { request }) => request.text());
    app.post("/unread", () => "unread");
    return app;
  },
  async (send) => {
    const post = (path: string, body: string | ReadableStream) => send(path, { method: "POST", body });
    assert.equal(await (await post("/", "1234")).json(), "1234");
    assert.equal((await post("/", "12345")).status, 413);
    const pieces = new Blob(["123", "456"]).stream();
    const streamed = await post("/", pieces);
    assert.deepEqual(
      [streamed.status, ((await streamed.json()) as { detail: string }).detail],
      [413, "the request body is larger than 4 bytes"],
    );
    assert.equal(await (await post("/more", "12345678")).json(), "12345678");
    assert.equal((await post("/more", "123456789")).status, 413);
    assert.equal(await (await post("/unread", "123456789")).json(), "unread");
  },
);

both(
  "timeout: 504 and an aborted signal; what is quick passes whole",
  () => {
    const aborted: unknown[] = [];
    const app = new App({ logger: new Recorder() });
    app.middleware(async ({ reply }, next) => {
      reply.headers.set("x-outer", "1");
      await next();
    });
    app.middleware(timeout({ ms: 40 }));
    app.get("/slow", async (_, context) => {
      context.reply.headers.set("x-late", "1");
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
      aborted.push((context.signal.reason as HTTPError).status);
      context.reply.status = 299;
      return "late";
    });
    app.get("/quick", (_, { reply }) => {
      reply.cookie("a", "1");
      return "quick";
    });
    app.get("/aborted", () => aborted);
    return app;
  },
  async (send) => {
    const slow = await send("/slow");
    assert.deepEqual([slow.status, await slow.json()], [504, { detail: "The request took longer than 40 ms" }]);
    assert.deepEqual([slow.headers.get("x-late"), slow.headers.get("x-outer")], [null, "1"]);
    assert.deepEqual(await (await send("/aborted")).json(), [504]);
    const quick = await send("/quick");
    assert.deepEqual([quick.status, await quick.json(), quick.headers.getSetCookie().length], [200, "quick", 1]);
    assert.equal(quick.headers.get("x-outer"), "1");
    assert.equal((await send("/nothing")).status, 404);
  },
);

test("once its time is up a request begins nothing more: no dependency, no handler", async () => {
  const log: string[] = [];
  const turn = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const slow = dependency(async function* () {
    await turn(30);
    log.push("slow up");
    try {
      yield 1;
    } finally {
      log.push("slow down");
    }
  });
  const second = dependency(() => log.push("second"));
  const app = new App({ logger: silentLogger });
  app.get("/route", { timeoutMs: 5, use: { slow, second } }, () => log.push("handler"));
  const inner = new App({ logger: silentLogger });
  inner.middleware(timeout({ ms: 5 }));
  inner.post("/body", { body: z.unknown() }, () => log.push("handler"));
  app.mount("/inner", inner);
  assert.equal((await app.fetch(new Request("http://a/route"))).status, 504);
  const body = new ReadableStream<Uint8Array>({
    async pull(to) {
      await turn(30);
      log.push("body");
      to.close();
    },
  });
  const init = { method: "POST", body, duplex: "half", headers: { "content-type": "application/json" } } as RequestInit;
  assert.equal((await app.fetch(new Request("http://a/inner/body", init))).status, 504);
  await turn(60);
  assert.deepEqual(log.sort(), ["body", "slow down", "slow up"]);
});

test("a timeout longer than a timer can wait is not over at once", async () => {
  const app = new App({ logger: silentLogger });
  const later = () => new Promise((resolve) => setTimeout(resolve, 5, "in time"));
  app.get("/", { timeoutMs: 2 ** 31 }, later);
  app.get("/never", { timeoutMs: Number.POSITIVE_INFINITY }, later);
  for (const path of ["/", "/never"]) {
    assert.equal(await (await app.fetch(new Request(`http://a${path}`))).json(), "in time");
  }
});

test("timeout: the inner of two limits aborts, and the client's leaving does", async () => {
  const reasons: unknown[] = [];
  const app = new App({ logger: new Recorder() });
  app.middleware(timeout({ ms: 10_000 }));
  app.get("/", { timeoutMs: 10_000 }, async (_, { signal }) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    reasons.push(String(signal.reason));
  });
  const exchange = new FakeExchange();
  app.handle(exchange);
  await new Promise((resolve) => setTimeout(resolve, 5));
  exchange.leave();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(reasons, ["Error: the client left"]);
});

test("mistakes in options are said where they are made", () => {
  assert.throws(() => bodyLimit({} as never), /bodyLimit: the option "maxBytes" is missing/);
  assert.throws(() => bodyLimit({ maxBytes: Number.NaN }), /bodyLimit: maxBytes is a number, 0 or more, not NaN/);
  assert.throws(() => timeout({ ms: -1 }), /timeout: ms is a number/);
  assert.throws(() => trustedHost({ hosts: ["a.*"] }), /a wildcard stands as in/);
  assert.throws(() => trustedHost({ hosts: ["*a.com"] }), /a wildcard stands as in/);
  assert.throws(() => requestId({ name: "x" } as never), /requestId: unknown option "name"; known are header/);
  assert.throws(() => requestId({ header: "x y" }), /requestId: header is the name of a header field, not "x y"/);
  assert.throws(() => timing({ header: "" }), /timing: header is the name of a header field, not ""/);
});

test("a Host that only ends like a trusted one, and is no name of the DNS, is refused", async (t) => {
  const app = new App({ logger: new Recorder() });
  app.middleware(trustedHost({ hosts: ["*.example.com"] }));
  app.get("/", () => 1);
  const server = await serve(app, { port: 0 });
  t.after(() => server.close());
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = http.get({ port: server.port, headers: { host }, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on("error", reject);
    });
  for (const host of ["a.example.com", "A.b-c_d.Example.com:80"]) assert.equal(await statusFor(host), 200, host);
  for (const host of ["evil.test%2f.example.com", ".example.com", "a..example.com", "a;b.example.com"]) {
    assert.equal(await statusFor(host), 400, host);
  }
});
