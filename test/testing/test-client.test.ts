import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, HTTPError, Router, redirect, resource } from "../../src/index.ts";
import { testClient, withTestClient } from "../../src/testing/index.ts";
import { Recorder } from "../app/recorder.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test("verbs send what their init says, and answers are Responses", async () => {
  const app = new App();
  const seen = z.object({ a: z.int(), b: z.string().default("none") });
  app.post(
    "/items/{id}",
    { path: { id: z.int() }, query: { tag: z.array(z.string()).default([]) }, body: seen },
    (input) => input,
  );
  app.put("/form", { form: { name: z.string(), age: z.int() } }, ({ form }) => form);
  for (const verb of ["get", "delete", "options", "patch", "put"] as const) {
    app[verb]("/echo", async (_, context) => ({
      method: context.method,
      query: new URL(context.request.url).search,
      headers: [context.header("host"), context.header("user-agent"), context.header("x-a"), context.header("accept")],
      client: context.client,
    }));
  }
  await withTestClient(app, { headers: { "x-a": "default" } }, async (client) => {
    const made = await client.post("/items/7?tag=x", { json: { a: 1 }, query: { tag: ["y", "z"], none: undefined } });
    assert.equal(made.status, 200);
    assert.deepEqual(await made.json(), {
      path: { id: 7 },
      query: { tag: ["x", "y", "z"] },
      body: { a: 1, b: "none" },
    });
    assert.deepEqual(await (await client.put("/form", { form: { name: "é&=", age: 3 } })).json(), {
      name: "é&=",
      age: 3,
    });
    const data = new FormData();
    data.set("name", "multi");
    data.set("age", "4");
    assert.deepEqual(await (await client.put("/form", { form: data })).json(), { name: "multi", age: 4 });
    for (const verb of ["get", "delete", "options", "patch", "put"] as const) {
      assert.deepEqual(await (await client[verb]("/echo", { query: { q: "a b" }, headers: { "X-A": "own" } })).json(), {
        method: verb.toUpperCase(),
        query: "?q=a+b",
        headers: ["testserver", "testclient", "own", "*/*"],
        client: { address: "testclient", port: 50_000 },
      });
    }
    const head = await client.head("/echo");
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    await assert.rejects(client.post("/echo", { json: 1, body: "x" }), /one body/);
    assert.equal((await client.fetch(new Request("http://testserver/echo", { method: "PATCH" }))).status, 200);
  });
});

test("a body with GET, and methods that fetch forbids, arrive", async () => {
  const app = new App({ logger: new Recorder() });
  app.get("/search", { body: { q: z.string() } }, ({ body }) => body.q);
  app.trace("/search", (_, context) => context.method);
  await withTestClient(app, async (client) => {
    assert.equal(await (await client.fetch("/search", { method: "GET", json: { q: "x" } })).json(), "x");
    assert.equal(await (await client.fetch("/search", { method: "TRACE" })).json(), "TRACE");
  });
});

test("request bodies stream in, answers stream out", async () => {
  const app = new App();
  app.post("/length", async (_, { request }) => {
    let bytes = 0;
    for await (const piece of request.body as ReadableStream<Uint8Array>) bytes += piece.byteLength;
    return bytes;
  });
  let ended = "";
  app.get("/endless", async function* () {
    try {
      for (let i = 0; ; i++) {
        await turn();
        yield { i };
      }
    } finally {
      ended = "ended";
    }
  });
  await withTestClient(app, async (client) => {
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pieces++ < 100) controller.enqueue(new Uint8Array(1000));
        else controller.close();
      },
    });
    assert.equal(await (await client.post("/length", { body })).json(), 100_000);
    const answer = await client.get("/endless");
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), '{"i":0}\n');
    await reader.cancel();
    while (ended === "") await turn();
  });
});

test("an error that nobody expected rejects the call with that very error; an expected one is an answer", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const bug = new Error("a bug");
  app.get("/bug", () => {
    throw bug;
  });
  app.get("/expected", () => {
    throw new HTTPError(418);
  });
  app.get("/work", (_, { defer }) => {
    defer(() => {
      throw bug;
    });
    return 1;
  });
  const sub = new App({ logger: log });
  sub.get("/bug", () => {
    throw bug;
  });
  app.mount("/sub", sub);
  await withTestClient(app, async (client) => {
    for (const path of ["/bug", "/work", "/sub/bug"])
      await assert.rejects(client.get(path), (error) => error === bug, path);
    assert.equal((await client.get("/expected")).status, 418);
    assert.deepEqual(log.lines, []);
  });
  await withTestClient(app, { raise: false }, async (client) => {
    const answer = await client.get("/bug");
    assert.deepEqual([answer.status, await answer.json()], [500, { detail: "Internal Server Error" }]);
    assert.match(log.at("error")[0], /a bug/);
  });
});

test("an error after the answer began breaks its body with that very error", async () => {
  const app = new App({ logger: new Recorder() });
  const bug = new Error("midway");
  app.get("/", async function* () {
    yield 1;
    await turn();
    throw bug;
  });
  await withTestClient(app, async (client) => {
    const answer = await client.get("/");
    await assert.rejects(answer.text(), (error) => error === bug || (error as Error).cause === bug);
  });
});

test("a call resolves when clean-up and deferred work are done", async () => {
  const order: string[] = [];
  const app = new App();
  const db = dependency(async function* () {
    yield "db";
    await turn();
    order.push("cleaned up");
  });
  app.get("/", { use: { db } }, (_, { defer }) => {
    defer(async () => {
      await turn();
      order.push("deferred");
    });
    return 1;
  });
  await withTestClient(app, async (client) => {
    await client.get("/");
    assert.deepEqual(order, ["deferred", "cleaned up"]);
  });
});

test("overrides are the client's own, also below mounts, and an overridden resource never starts", async () => {
  const order: string[] = [];
  const pool = resource(async function* () {
    order.push("real pool");
    yield { name: "real" };
    order.push("real pool ended");
  });
  const db = dependency({ use: { pool } }, ({ pool }) => pool.name);
  const make = () => {
    const app = new App();
    app.get("/", { use: { db } }, async ({ db }) => {
      await turn();
      return db;
    });
    return app;
  };
  const app = make();
  app.mount("/sub", make());
  const fakePool = resource(async function* () {
    order.push("fake pool");
    yield { name: "fake" };
    order.push("fake pool ended");
  });
  const fakeDb = dependency({ query: { who: z.string().default("nobody") } }, ({ query }) => `fake db of ${query.who}`);
  const first = testClient(app, { override: [[pool, fakePool]] });
  const second = testClient(app, { override: [[db, fakeDb]] });
  const both = await Promise.all(
    [first, second, first, second].flatMap((client) => [client.get("/?who=me"), client.get("/sub/")]),
  );
  const texts = await Promise.all(both.map((answer) => answer.json()));
  const [a, b] = [
    ["fake", "fake"],
    ["fake db of me", "fake db of nobody"],
  ];
  assert.deepEqual(texts, [...a, ...b, ...a, ...b]);
  await first.close();
  await second.close();
  // One of the app, one of the mounted one.
  assert.deepEqual(order, ["fake pool", "fake pool", "fake pool ended", "fake pool ended"]);
  await withTestClient(app, async (client) => assert.equal(await (await client.get("/")).json(), "real"));
  assert.throws(
    () =>
      testClient(app, {
        override: [
          [db, fakeDb],
          [db, fakeDb],
        ],
      }),
    /replaced twice/,
  );
  assert.throws(() => testClient(app, { override: [[{} as never, fakeDb]] }), /not a dependency/);
  assert.throws(() => testClient({} as never), /not an App/);
});

test("the lifespan runs with the first request or start(), for each client, and ends with close()", async () => {
  const order: string[] = [];
  let count = 0;
  const app = new App({
    lifespan: async function* () {
      const id = ++count;
      order.push(`open ${id}`);
      yield { id };
      order.push(`close ${id}`);
    },
  });
  app.get("/", (_, { state }) => state.id);
  const [first, second] = [testClient(app), testClient(app)];
  assert.deepEqual(order, []);
  assert.equal(await (await first.get("/")).json(), 1);
  await second.start();
  assert.equal(await (await second.get("/")).json(), 2);
  assert.equal(await (await first.get("/")).json(), 1);
  await first.close();
  await first.close();
  assert.deepEqual(order, ["open 1", "open 2", "close 1"]);
  await assert.rejects(first.get("/"), /is closed/);
  await second.close();
  const failing = new App({
    // biome-ignore lint/correctness/useYield: it fails before.
    lifespan: async function* () {
      throw new Error("no database");
    },
  });
  await assert.rejects(testClient(failing).get("/"), /no database/);
  await assert.rejects(
    withTestClient(app, () => {
      throw new Error("the test's own");
    }),
    /the test's own/,
  );
  assert.deepEqual(order.at(-1), "close 3");
});

test("cookies are kept from answer to request, and given ones go along", async () => {
  const app = new App();
  app.get("/in", (_, { reply }) => {
    reply.cookie("session", "s1");
    reply.cookie("deep", "d", { path: "/deep" });
    reply.cookie("safe", "x", { secure: true });
    return 1;
  });
  app.get("/out", (_, { reply }) => {
    reply.deleteCookie("session");
    return 1;
  });
  const show = (_: unknown, context: { header(name: string): string | undefined }) => context.header("cookie") ?? "";
  app.get("/show", show);
  app.get("/deep/show", show);
  await withTestClient(app, { cookies: { first: "1" } }, async (client) => {
    const cookies = async (path: string, init = {}) => await (await client.get(path, init)).json();
    assert.equal(await cookies("/show"), "first=1");
    await client.get("/in");
    assert.equal(client.cookies.get("session"), "s1");
    assert.equal(await cookies("/show"), "first=1; session=s1");
    assert.equal(await cookies("/deep/show"), "deep=d; first=1; session=s1");
    assert.equal(await cookies("https://testserver/show"), "first=1; session=s1; safe=x");
    assert.equal(await cookies("http://other.test/show"), "first=1");
    assert.equal(await cookies("/show", { cookies: { session: "mine", b: "2" } }), "first=1; session=mine; b=2");
    assert.equal(await cookies("/show"), "first=1; session=s1");
    await client.get("/out");
    assert.equal(await cookies("/show"), "first=1");
  });
});

test("redirects are followed as browsers do, unless told otherwise", async () => {
  const app = new App();
  const api = new Router({ prefix: "/api" });
  api.post("/items", async (_, { request }) => ({ method: request.method, body: await request.text() }));
  app.include(api);
  app.get("/items", (_, context) => ({ method: context.method, auth: context.header("authorization") ?? null }));
  for (const status of [301, 302, 303, 307, 308]) {
    app.post(`/to-${status}`, () => redirect("/both", { status }));
  }
  app.get("/both", (_, context) => `GET ${context.header("content-type") ?? ""}`);
  app.post("/both", async (_, { request }) => `POST ${await request.text()}`);
  app.get("/loop", () => redirect("/loop"));
  app.get("/away", () => redirect("http://other.test/items"));
  await withTestClient(app, async (client) => {
    const slash = await client.post("/api/items/", { body: "x" });
    assert.deepEqual(await slash.json(), { method: "POST", body: "x" });
    for (const status of [301, 302, 303])
      assert.equal(await (await client.post(`/to-${status}`, { body: "x" })).json(), "GET ");
    for (const status of [307, 308])
      assert.equal(await (await client.post(`/to-${status}`, { body: "x" })).json(), "POST x");
    const kept = await client.post("/to-303", { followRedirects: false });
    assert.deepEqual([kept.status, kept.headers.get("location")], [303, "/both"]);
    await assert.rejects(client.get("/loop"), /more than 20 redirects/);
    const away = await client.get("/away", { headers: { authorization: "Bearer t" } });
    assert.deepEqual(await away.json(), { method: "GET", auth: null });
    const body = new Blob(["x"]).stream() as ReadableStream<Uint8Array>;
    await assert.rejects(client.post("/to-307", { body }), /cannot be sent again/);
  });
});

test("a signal takes a call back, and the handler hears of it", async () => {
  const app = new App();
  let seen: AbortSignal | undefined;
  app.get("/", async (_, { signal }) => {
    seen = signal;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
  await withTestClient(app, async (client) => {
    const abort = new AbortController();
    const call = client.get("/", { signal: abort.signal });
    while (seen === undefined) await turn();
    const reason = new Error("enough");
    abort.abort(reason);
    await assert.rejects(call, (error) => error === reason);
    assert.ok(seen.aborted);
  });
});

test("base URL, its path and root path", async () => {
  const app = new App();
  app.get("/x", (_, context) => ({ url: context.request.url, root: context.rootPath }));
  await withTestClient(app, { baseUrl: "https://api.example.test", rootPath: "/v1" }, async (client) => {
    assert.deepEqual(await (await client.get("/x")).json(), { url: "https://api.example.test/x", root: "/v1" });
  });
});
