import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { jsonFields } from "../../src/app/answer.ts";
import { App, type Context, dependency, file, HTTPError, sendFile, stream, timeout } from "../../src/index.ts";
import { both } from "./both.ts";
import { FakeExchange } from "./fake-exchange.ts";
import { Recorder } from "./recorder.ts";

class Missing extends Error {}

function logged(...middlewares: Parameters<App["middleware"]>[0][]): App & { logger: Recorder } {
  const app = new App({ logger: new Recorder() });
  for (const middleware of middlewares) app.middleware(middleware);
  app.catch(Missing, () => ({ caught: true }));
  app.get("/", () => ({ a: 1 }));
  app.get("/missing", (_, { reply }) => {
    reply.headers.set("x-handler", "1");
    throw new Missing();
  });
  app.get("/gone", () => {
    throw new HTTPError(410);
  });
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app as App & { logger: Recorder };
}

both(
  "the first middleware is outermost, and each sees the whole answer after next()",
  () => {
    const seen: unknown[] = [];
    const app = logged(
      async ({ path, reply }, next) => {
        if (path === "/seen") return next();
        seen.push("one");
        await next();
        seen.push("one", reply.status, reply.body);
      },
      async ({ path, reply }, next) => {
        if (path === "/seen") return next();
        seen.push("two");
        await next();
        seen.push("two");
        reply.headers.set("x-two", "2");
      },
    );
    app.get("/seen", () => seen.splice(0));
    return app;
  },
  async (send) => {
    for (const [path, status, body] of [
      ["/", 200, '{"a":1}'],
      ["/gone", 410, '{"detail":"Gone"}'],
      ["/nothing", 404, '{"detail":"Not Found"}'],
      ["/broken", 500, '{"detail":"Internal Server Error"}'],
    ]) {
      const answer = await send(String(path));
      assert.deepEqual([answer.status, answer.headers.get("x-two")], [status, "2"]);
      assert.deepEqual(await (await send("/seen")).json(), ["one", "two", "two", "one", status, body]);
    }
  },
);

both(
  "what a middleware set before goes with any answer, once",
  () =>
    logged(async ({ reply }, next) => {
      reply.cookie("a", "1");
      reply.headers.set("x-before", "1");
      await next();
    }),
  async (send) => {
    for (const path of ["/", "/missing", "/gone", "/nothing", "/broken"]) {
      const { headers } = await send(path);
      assert.deepEqual(headers.getSetCookie(), ["a=1; Path=/; SameSite=lax"], path);
      assert.equal(headers.get("x-before"), "1", path);
      assert.equal(headers.get("x-handler"), null, path);
    }
  },
);

both(
  "nothing that a failed handler set goes with its error's answer",
  () => logged(),
  async (send) => {
    const answer = await send("/missing");
    assert.deepEqual([answer.status, await answer.json()], [500, { caught: true }]);
    assert.equal(answer.headers.get("x-handler"), null);
  },
);

test("work that a middleware deferred runs, whatever the handler did; a failed handler's does not", async () => {
  const done: string[] = [];
  const app = logged(async ({ defer, path }, next) => {
    defer(() => done.push(`middleware ${path}`));
    await next();
  });
  app.get("/deferring", (_, { defer }) => {
    defer(() => done.push("handler"));
    throw new HTTPError(409);
  });
  for (const path of ["/", "/gone", "/deferring"]) await app.fetch(new Request(`http://a${path}`));
  await app.drained();
  assert.deepEqual(done, ["middleware /", "middleware /gone", "middleware /deferring"]);
});

both(
  "a middleware that does not wait for next() is waited for",
  () => {
    const app = logged((_, next) => {
      next();
    });
    app.get("/slow", () => new Promise((resolve) => setTimeout(resolve, 5, "done")));
    return app;
  },
  async (send) => assert.equal(await (await send("/slow")).json(), "done"),
);

test("a middleware that fails while next() runs is answered for once, with the error", async () => {
  const app = logged(
    async (_, next) => {
      await next();
      // What runs on behind it must not get at the answer meanwhile.
      await new Promise((resolve) => setTimeout(resolve, 15));
    },
    (_, next) => {
      next();
      throw new HTTPError(418);
    },
  );
  app.get("/slow", () => new Promise((resolve) => setTimeout(resolve, 5, "done")));
  const exchange = new FakeExchange({ path: "/slow" });
  app.handle(exchange);
  while (!exchange.started) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([exchange.status, exchange.sentBody], [418, '{"detail":"I\'m a Teapot"}']);
});

both(
  "a middleware may answer by itself",
  () => {
    const app = logged(({ path }, next) => (path === "/own" ? { own: true } : next()));
    app.get("/own", () => "never");
    return app;
  },
  async (send) => {
    assert.deepEqual(await (await send("/own")).json(), { own: true });
    assert.deepEqual(await (await send("/")).json(), { a: 1 });
  },
);

test("what a middleware does wrong is said", async () => {
  const wrong: [string, (context: Context, next: () => Promise<void>) => unknown][] = [
    [
      "middleware twice called next() twice",
      async function twice(_, next) {
        await next();
        await next();
      },
    ],
    ["a middleware neither called next() nor answered", () => {}],
    [
      "a middleware returned an answer after next(): change context.reply instead",
      async (_, next) => {
        await next();
        return {};
      },
    ],
  ];
  // What makes a middleware is no middleware; the compiler says so too.
  function maker() {
    return () => {};
  }
  wrong.push(["middleware maker returned a function: call what makes it, as in app.middleware(cors())", maker]);
  for (const [message, middleware] of wrong) {
    const app = logged(middleware);
    assert.equal((await app.fetch(new Request("http://a/"))).status, 500);
    assert.match(app.logger.at("error").join("\n"), new RegExp(message.replace(/[()]/g, "\\$&")));
  }
});

test("middlewares that change nothing leave the frozen list that servers render once", async () => {
  const app = logged(
    (_, next) => next(),
    async (_, next) => {
      await next();
    },
  );
  const exchange = new FakeExchange();
  app.handle(exchange);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(exchange.sentHeaders, jsonFields);
});

both(
  "an answer that fails while it is sent keeps what middlewares had set, and nothing about its body",
  () => {
    const app = logged(async ({ reply }, next) => {
      await next();
      reply.headers.set("access-control-allow-origin", "*");
    });
    app.get("/file", () => sendFile("/nonexistent/file.txt", { maxAge: 60 }));
    return app;
  },
  async (send) => {
    const answer = await send("/file");
    assert.deepEqual([answer.status, await answer.json()], [500, { detail: "Internal Server Error" }]);
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("content-type"), "application/json");
    assert.equal(answer.headers.get("cache-control"), null);
  },
);

test("a handler whose time is up changes nothing any more, and is cleaned up after when it ends", async () => {
  const events: string[] = [];
  let ended = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const db = dependency(async function* () {
    yield "db";
    events.push("closed");
    ended();
  });
  const app = logged(async (context, next) => {
    await next();
    // Gives the late handler the time to do harm.
    await end;
    context.reply.headers.set("x-route", context.route?.template ?? "none");
  });
  app.get("/slow", { use: [db], timeoutMs: 5 }, async (_, context) => {
    await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    context.reply.status = 299;
    context.reply.headers.set("x-late", "1");
    context.defer(() => events.push("deferred"));
    return stream(
      (async function* () {
        yield "late";
      })(),
    );
  });
  const answer = await app.fetch(new Request("http://a/slow"));
  assert.deepEqual([answer.status, await answer.json()], [504, { detail: "The request took longer than 5 ms" }]);
  assert.deepEqual([answer.headers.get("x-late"), answer.headers.get("x-route")], [null, "/slow"]);
  await app.drained();
  assert.deepEqual(events, ["closed"]);
});

test("a handler in time with a limit keeps its reply, deferred work and body", async () => {
  const events: string[] = [];
  const app = logged();
  app.post("/quick", { timeoutMs: 10_000 }, async (_, context) => {
    context.reply.headers.set("x-quick", "1");
    context.defer(() => events.push("deferred"));
    context.state.seen = true;
    return await context.request.json();
  });
  const answer = await app.fetch(new Request("http://a/quick", { method: "POST", body: '{"a":1}' }));
  assert.deepEqual([answer.headers.get("x-quick"), await answer.json()], ["1", { a: 1 }]);
  await app.drained();
  assert.deepEqual(events, ["deferred"]);
});

both(
  "what a middleware has read of the body is there for the route, a mounted app and a second look",
  () => {
    const app = new App({ logger: new Recorder() });
    app.middleware(async (context, next) => {
      if (context.method === "POST") context.reply.headers.set("x-size", String((await context.request.text()).length));
      await next();
    });
    app.middleware(timeout({ ms: 10_000 }));
    app.middleware(async (context, next) => {
      // Half of it, and then no more.
      const reader = context.request.bodyUsed ? undefined : context.request.body?.getReader();
      await reader?.read();
      await next();
    });
    app.post("/json", { body: z.object({ a: z.string() }) }, ({ body }) => body.a.length);
    app.post("/form", { form: { f: file(), n: z.int() } }, async ({ form }) => [(await form.f.text()).length, form.n]);
    app.post("/request", async (_, { request }) => (await request.text()).length);
    app.put("/half", { body: z.object({ a: z.string() }) }, ({ body }) => body.a.length);
    app.post("/none", () => "unread");
    const inner = new App();
    inner.post("/json", { body: z.object({ a: z.string() }) }, ({ body }) => body.a.length);
    app.mount("/inner", inner);
    app.mount("/fetch", async (request) => new Response(String((await request.text()).length)));
    return app;
  },
  async (send) => {
    const a = "x".repeat(300_000);
    const json = { method: "POST", body: JSON.stringify({ a }), headers: { "content-type": "application/json" } };
    const size = json.body.length;
    for (const [path, length] of [
      ["/json", 300_000],
      ["/request", size],
      ["/inner/json", 300_000],
      ["/fetch/", size],
    ]) {
      const response = await send(path as string, json);
      assert.deepEqual([await response.json(), response.headers.get("x-size")], [length, String(size)], path as string);
    }
    const form = new FormData();
    form.append("f", new File([a], "a.txt"));
    form.append("n", "7");
    assert.deepEqual(await (await send("/form", { method: "POST", body: form })).json(), [300_000, 7]);
    assert.equal(await (await send("/half", { ...json, method: "PUT" })).json(), 300_000);
    assert.equal((await send("/none", json)).status, 200);
    assert.equal((await send("/json", { ...json, body: "{" })).status, 422);
  },
);

test("a body too big to be kept can be read once: the route's reading of it is a logged 500", async () => {
  const logger = new Recorder();
  const app = new App({ logger });
  app.middleware(async ({ request }, next) => {
    let size = 0;
    for await (const piece of request.body ?? []) size += piece.byteLength;
    if (size > 0) await next();
  });
  app.post("/", { body: z.unknown() }, () => assert.fail("not read"));
  app.post("/unread", () => "fine");
  const post = (path: string) =>
    app.fetch(new Request(`http://a${path}`, { method: "POST", body: new Uint8Array(17 * 1024 * 1024) }));
  assert.equal((await post("/")).status, 500);
  assert.match(logger.at("error")[0], /a middleware has read more than 16 MiB of the body: it cannot be read again/);
  assert.equal((await post("/unread")).status, 200);
});
