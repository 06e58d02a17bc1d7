import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, HTTPError, Router, resource, scoped, securityScopes } from "../../../src/index.ts";
import { both } from "../both.ts";
import { Recorder } from "../recorder.ts";

/** A dependency that writes down what happens to it. */
function traced(log: string[], name: string, scope: "request" | "function" = "request") {
  return dependency({ scope }, async function* () {
    log.push(`${name} made`);
    try {
      yield name;
    } catch (error) {
      log.push(`${name} saw ${(error as Error).message}`);
      throw error;
    } finally {
      log.push(`${name} ended`);
    }
  });
}

/** Waits for what happens after the answer. */
const settled = (app: App) => app.drained();

test("a dependency is made once a request, what it uses before it, and given by name", async () => {
  let made = 0;
  const one = dependency(() => ++made);
  const two = dependency({ use: { one } }, async ({ one }) => one * 10);
  const app = new App();
  app.get("/", { use: { one, two } }, ({ one, two }) => [one, two]);
  assert.deepEqual(await (await app.fetch(new Request("http://a/"))).json(), [1, 10]);
  assert.deepEqual(await (await app.fetch(new Request("http://a/"))).json(), [2, 20]);
});

test("cache: false makes it anew for each user", async () => {
  let made = 0;
  const fresh = dependency({ cache: false }, () => ++made);
  const other = dependency({ use: { fresh } }, ({ fresh }) => fresh);
  const app = new App();
  app.get("/", { use: { fresh, other } }, (input) => input);
  assert.deepEqual(await (await app.fetch(new Request("http://a/"))).json(), { fresh: 1, other: 2 });
});

both(
  "request scope ends after the answer and the deferred work, function scope before the answer",
  () => {
    const log: string[] = [];
    const app = new App() as App & { log?: string[] };
    app.log = log;
    app.get(
      "/",
      { use: { a: traced(log, "a"), b: traced(log, "b", "function"), c: traced(log, "c") } },
      (_, { defer, reply }) => {
        log.push("handler");
        defer(() => log.push("deferred"));
        reply.headers.set("x-log", log.join());
        return log;
      },
    );
    return app;
  },
  async (send, app) => {
    const response = await send("/");
    // The body is written after function scope has ended.
    assert.deepEqual(await response.json(), ["a made", "b made", "c made", "handler", "b ended"]);
    await settled(app);
    assert.deepEqual((app as App & { log?: string[] }).log?.slice(5), ["deferred", "c ended", "a ended"]);
  },
);

test("an error of the handler goes into the generators, the last one first, and one may turn it into another", async () => {
  const log: string[] = [];
  const turning = dependency({ use: { outer: traced(log, "outer") } }, async function* () {
    try {
      yield 1;
    } catch (error) {
      throw new HTTPError(409, `was ${(error as Error).message}`);
    }
  });
  const app = new App({ logger: new Recorder() });
  app.get("/", { use: { turning, inner: traced(log, "inner") } }, () => {
    throw new Error("broken");
  });
  const response = await app.fetch(new Request("http://a/"));
  assert.equal(response.status, 409);
  assert.deepEqual(await response.json(), { detail: "was broken" });
  assert.deepEqual(log, [
    "outer made",
    "inner made",
    "inner saw broken",
    "inner ended",
    "outer saw was broken",
    "outer ended",
  ]);
});

test("a generator that swallows an error leaves nothing to send: a logged 500 that says so", async () => {
  const logger = new Recorder();
  const swallowing = dependency(async function* swallow() {
    try {
      yield 1;
    } catch {}
  });
  const app = new App({ logger });
  app.get("/", { use: { swallowing } }, () => {
    throw new Error("broken");
  });
  assert.equal((await app.fetch(new Request("http://a/"))).status, 500);
  assert.match(logger.at("error")[0], /dependency swallow caught an error of its user and threw none[\s\S]*broken/);
});

test("a failure after the answer is logged, and the others still end", async () => {
  const logger = new Recorder();
  const log: string[] = [];
  const failing = dependency(function* () {
    yield 1;
    throw new Error("late");
  });
  const app = new App({ logger });
  app.get("/", { use: { first: traced(log, "first"), failing } }, () => 1);
  assert.equal((await app.fetch(new Request("http://a/"))).status, 200);
  await settled(app);
  assert.deepEqual(log, ["first made", "first saw late", "first ended"]);
  assert.match(logger.at("error")[0], /a dependency failed after the answer: Error: late/);
});

test("a generator yields once: none and two are errors that name it", async () => {
  const logger = new Recorder();
  const none = dependency(async function* none() {});
  const two = dependency({ scope: "function" }, async function* two() {
    yield 1;
    yield 2;
  });
  const app = new App({ logger });
  app.get("/none", { use: { none } }, () => 1);
  app.get("/two", { use: { two } }, () => 1);
  assert.equal((await app.fetch(new Request("http://a/none"))).status, 500);
  assert.equal((await app.fetch(new Request("http://a/two"))).status, 500);
  assert.match(logger.at("error")[0], /dependency none ended without a yield/);
  assert.match(logger.at("error")[1], /dependency two yielded twice/);
});

both(
  "all problems are told at once: dependencies' first, then path, query, headers, cookies, body; what needs a failed one is not run",
  () => {
    const app = new App();
    const token = dependency({ headers: { x_token: z.string() } }, ({ headers }) => headers.x_token);
    const user = dependency({ use: { token }, query: { u: z.int() } }, () => assert.fail("its user was refused"));
    app.put(
      "/{id}",
      {
        path: { id: z.int() },
        query: { q: z.int() },
        headers: { n: z.int() },
        cookies: { c: z.int() },
        body: z.object({ a: z.int() }),
        use: { user },
      },
      () => assert.fail("refused"),
    );
    return app;
  },
  async (send) => {
    const response = await send("/x?q=y&u=z", {
      method: "PUT",
      headers: { "content-type": "application/json", n: "m", cookie: "c=d" },
      body: "{}",
    });
    assert.equal(response.status, 422);
    const { detail } = (await response.json()) as { detail: { loc: unknown[]; type: string }[] };
    assert.deepEqual(
      detail.map(({ loc, type }) => `${loc.join(".")} ${type}`),
      [
        "header.x-token missing",
        "query.u int_parsing",
        "path.id int_parsing",
        "query.q int_parsing",
        "header.n int_parsing",
        "cookie.c int_parsing",
        "body.a missing",
      ],
    );
  },
);

test("layers run from the outermost in, lists only run, and the innermost value of a name counts", async () => {
  const log: string[] = [];
  const named = (name: string) => dependency(() => log.push(name) && name);
  const app = new App({ use: { who: named("app") } });
  const router = new Router({ use: { who: named("router") } });
  router.get("/", { use: { own: named("route") } }, (input) => input);
  app.include(router, { prefix: "/x", use: [named("include")] });
  assert.deepEqual(await (await app.fetch(new Request("http://a/x/"))).json(), { who: "router", own: "route" });
  assert.deepEqual(log, ["app", "include", "router", "route"]);
});

test("scopes add up on the way down, and a dependency is made once for each set of them", async () => {
  let made = 0;
  const user = dependency({ use: { scopes: securityScopes } }, ({ scopes }) => {
    made++;
    return scopes.text;
  });
  const active = dependency({ use: { user: scoped(user, ["me"]) } }, ({ user }) => user);
  const app = new App();
  app.get(
    "/",
    { use: { active: scoped(active, ["items"]), again: scoped(active, ["items"]), user } },
    (input) => input,
  );
  assert.deepEqual(await (await app.fetch(new Request("http://a/"))).json(), {
    active: "items me",
    again: "items me",
    user: "",
  });
  assert.equal(made, 2);
});

test("what ends before the answer cannot serve what lasts longer: an error at start", async () => {
  const brief = dependency({ scope: "function" }, function* brief() {
    yield 1;
  });
  const lasting = dependency({ use: { brief } }, function* lasting() {
    yield 1;
  });
  const app = new App();
  app.get("/", { use: { lasting } }, () => 1);
  await assert.rejects(
    app.start(),
    /GET \/ \(.*dependencies\.test\.ts:\d+:\d+\): dependency lasting .* uses dependency brief/,
  );
});

test("a dependency reads the route's path parameters; one that the template lacks is an error at start", async () => {
  const item = dependency({ path: { item_id: z.int() } }, ({ path }) => path.item_id * 2);
  const app = new App();
  app.get("/items/{item_id}", { use: { item } }, ({ item, path }) => [item, path.item_id]);
  assert.deepEqual(await (await app.fetch(new Request("http://a/items/4"))).json(), [8, "4"]);
  const wrong = new App();
  wrong.get("/items/{id}", { use: { item } }, () => 1);
  await assert.rejects(wrong.start(), /reads the path parameter item_id, which \/items\/\{id\} does not have/);
});

test("resources start before the app is ready, what they use first, each once, and end in reverse", async () => {
  const log: string[] = [];
  const config = resource(function* config() {
    log.push("config up");
    yield { url: "db" };
    log.push("config down");
  });
  const pool = resource({ use: { config } }, async function* pool({ config }) {
    log.push(`pool up at ${config.url}`);
    yield { query: () => 7 };
    log.push("pool down");
  });
  const unused = resource(() => log.push("unused"));
  const app = new App();
  app.get("/a", { use: { pool } }, ({ pool }) => pool.query());
  app.get("/b", { use: { pool, config } }, ({ config }) => config.url);
  await app.start();
  assert.deepEqual(log, ["config up", "pool up at db"]);
  assert.equal(await (await app.fetch(new Request("http://a/a"))).json(), 7);
  await app.stop();
  assert.deepEqual(log.slice(2), ["pool down", "config down"]);
  assert.ok(unused);
});

test("a resource that fails to start fails the start, what was up ends, and the next start tries again", async () => {
  const log: string[] = [];
  let broken = true;
  const first = resource(function* () {
    log.push("up");
    yield 1;
    log.push("down");
  });
  const second = resource({ use: { first } }, () => {
    if (broken) throw new Error("no database");
    return 2;
  });
  const app = new App();
  app.get("/", { use: { second } }, ({ second }) => second);
  await assert.rejects(app.start(), /no database/);
  assert.deepEqual(log, ["up", "down"]);
  broken = false;
  assert.equal(await (await app.fetch(new Request("http://a/"))).json(), 2);
});

test("mistakes are refused where they are made", () => {
  const db = dependency(() => 1);
  assert.throws(() => dependency({ qeury: {} } as object, () => 1), /unknown option "qeury"/);
  assert.throws(() => dependency({ use: { body: db } } as object, () => 1), /"body" is an input/);
  assert.throws(() => dependency({ use: { db: () => 1 } } as object, () => 1), /use.db is not a dependency/);
  assert.throws(() => dependency({ query: { q: "string" } } as object, () => 1), /query.q is not a schema/);
  assert.throws(() => dependency({}, undefined as never), /not a function/);
  assert.throws(() => resource({ use: { db } } as object, () => 1), /made once a request/);
  const app = new App();
  assert.throws(() => app.get("/", { use: { path: db } } as object, () => 1), /"path" is an input/);
  assert.throws(() => app.get("/", { body: z.string(), form: { a: z.string() } }, () => 1), /two readings of one body/);
  assert.throws(() => app.get("/", { responses: { 99: z.string() } }, () => 1), /"99" is not a status/);
});

test("values that take their time reach the handler: path fields, whole places, beside what is undefined at once", async () => {
  const later = z.string().transform(async (text) => text.toUpperCase());
  const app = new App();
  app.get(
    "/{a}/{b}",
    {
      path: { a: later, b: z.int() },
      query: z.object({ q: later, n: z.int() }).transform(async ({ q, n }) => `${q}${n}`),
      headers: { x_late: later },
      cookies: z.object({ c: z.string() }).transform(() => undefined),
    },
    ({ path, query, headers, cookies }) => [path, query, headers, cookies ?? "none"],
  );
  const request = new Request("http://a/x/7?q=y&n=2", { headers: { "x-late": "z", cookie: "c=1" } });
  const response = await app.fetch(request);
  assert.deepEqual(await response.json(), [{ a: "X", b: 7 }, "Y2", { x_late: "Z" }, "none"]);
});

test("validations that fail late and together are one logged 500, and no rejection is left to nobody", async () => {
  const unheard: unknown[] = [];
  const hear = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", hear);
  try {
    const failing = (ms: number) =>
      z.string().refine(async () => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        throw new Error(`after ${ms}`);
      });
    const logger = new Recorder();
    const app = new App({ logger });
    app.post("/", { query: { a: failing(20), b: failing(1) }, body: z.object({ c: failing(1) }) }, () => 1);
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: '{"c":"x"}' };
    const response = await app.fetch(new Request("http://a/?a=1&b=2", init));
    assert.equal(response.status, 500);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(logger.at("error").length, 1);
    assert.deepEqual(unheard, []);
  } finally {
    process.off("unhandledRejection", hear);
  }
});
