import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { z } from "zod";
import { App, dependency, HTTPError, Router, resource } from "../../src/index.ts";

import { serve } from "../../src/server/serve.ts";
import { testClient } from "../../src/testing/index.ts";
import { both } from "./both.ts";
import { Recorder } from "./recorder.ts";

function outer(): App {
  const log: string[] = [];
  const inner = new App({
    lifespan: function* () {
      log.push("inner up");
      yield { where: "inner" };
      log.push("inner down");
    },
  });
  inner.get("/who", (_, { state, rootPath, path, url }) => [state.where, rootPath, path, typeof url]);
  inner.get("/named/{id}", { name: "named" }, (_, context) => context.url("named", { id: 7 }));
  inner.get("/deferred", (_, { defer }) => {
    defer(() => log.push("deferred"));
    return 1;
  });
  inner.catch(404, () => "nothing inside");
  const app = new App({ logger: new Recorder(), rootPath: "/api" });
  app.middleware(async (context, next) => {
    await next();
    context.reply.headers.set("x-outer", "1");
  });
  app.mount("/sub", inner);
  app.mount("/fetch", (request) => new Response(`${request.method} ${new URL(request.url).pathname}`));
  app.mount("/fetch/deeper", { fetch: async () => new Response("deeper") });
  app.mount("/no-response", (() => 1) as never);
  app.get("/sub/own", () => "a route comes first");
  app.get("/log", () => log);
  return app;
}

both(
  "an App below a path has its own lifespan, errors and root path; the outer middlewares are around it",
  outer,
  async (send, app) => {
    assert.deepEqual(await (await send("/sub/who")).json(), ["inner", "/api/sub", "/who", "function"]);
    assert.equal(await (await send("/sub/named/1")).json(), "/api/sub/named/7");
    assert.equal(await (await send("/sub/own")).json(), "a route comes first");
    const missing = await send("/sub/nowhere");
    assert.equal(await missing.json(), "nothing inside");
    assert.equal(missing.headers.get("x-outer"), "1");
    assert.equal((await send("/subway")).status, 404);
    await send("/sub/deferred");
    await app.drained();
    assert.deepEqual(await (await send("/log")).json(), ["inner up", "deferred"]);
    await app.stop();
    const log = (await (await send("/log")).json()) as string[];
    assert.deepEqual(log.slice(0, 3), ["inner up", "deferred", "inner down"]);
  },
);

both(
  "a mounted app sees the state of the app around it, its own over that; its Request has the path that is left",
  () => {
    const inner = new App({
      *lifespan() {
        yield { where: "inner" };
      },
    });
    inner.get("/", (_, { state, request }) => [state.where, state.user, new URL(request.url).pathname]);
    const app = new App({
      *lifespan() {
        yield { where: "outer", user: "nobody" };
      },
    });
    app.middleware(async ({ state }, next) => {
      if (state.user === "nobody") state.user = "ada";
      await next();
    });
    app.mount("/sub", inner);
    return app;
  },
  async (send) => {
    assert.deepEqual(await (await send("/sub/")).json(), ["inner", "ada", "/"]);
    assert.deepEqual(await (await send("/sub/")).json(), ["inner", "ada", "/"]);
  },
);

both("anything with fetch is served below a path; the longest prefix wins", outer, async (send, app) => {
  assert.equal(await (await send("/fetch/a/b?c=1")).text(), "GET /a/b");
  assert.equal(await (await send("/fetch", { method: "POST", body: "x" })).text(), "POST /");
  assert.equal(await (await send("/fetch/deeper/x")).text(), "deeper");
  assert.equal((await send("/no-response")).status, 500);
  assert.match((app.logger as Recorder).at("error")[0], /the app mounted at \/no-response returned no Response/);
});

both("a redirect to the slash keeps what stands before the path: mount and root path", outer, async (send) => {
  const sent = await send("/sub/who/?a=1", { redirect: "manual" });
  assert.equal(sent.status, 307);
  assert.match(sent.headers.get("location") as string, /^http:\/\/[^/]+\/api\/sub\/who\?a=1$/);
  const own = await send("/log/", { redirect: "manual" });
  assert.match(own.headers.get("location") as string, /^http:\/\/[^/]+\/api\/log$/);
});

test("what cannot be mounted is refused", () => {
  const app = new App();
  assert.throws(() => app.mount("sub", new App()), /must start with/);
  assert.throws(() => app.mount("/sub/", new App()), /not end with/);
  assert.throws(() => app.mount("/sub", {} as never), /neither an App nor anything with fetch/);
  assert.throws(() => app.mount("/sub", app), /cannot be mounted in itself/);
  const [a, b, c] = [new App(), new App(), new App()];
  a.mount("/b", b);
  b.mount("/c", c);
  assert.throws(() => c.mount("/a", a), /cannot be mounted in itself/);
  app.mount("/sub", new App());
  assert.throws(() => app.mount("/sub", new App()), /something is mounted at \/sub already/);
  assert.throws(() => app.static("/files/", "."), /not end with/);
  assert.throws(() => app.static("/files", ".", { maxage: 1 } as object), /unknown option "maxage"/);
});

test("a folder and a front end, with dependencies, behind everything else", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "flotilla-mount-"));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, "index.html"), "<h1>home</h1>");
  await writeFile(join(directory, "app.js"), "1");
  const key = dependency((_, context) => {
    if (context.header("x-key") === undefined) throw new HTTPError(401);
  });
  const app = new App();
  app.get("/api/x", () => 1);
  app.post("/files/{name}", () => "taken");
  app.post("/page", () => "taken");
  app.static("/files", pathToFileURL(directory), { use: [key] });
  app.frontend("/", directory);
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const ask = async (path: string, headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers, method });
    return [response.status, await response.text()];
  };
  assert.deepEqual(await ask("/files/app.js"), [401, '{"detail":"Unauthorized"}']);
  assert.deepEqual(await ask("/files/app.js", { "x-key": "1" }), [200, "1"]);
  assert.deepEqual(await ask("/files/none/x", { "x-key": "1" }), [404, '{"detail":"Not Found"}']);
  // A route for another method hides no file of a mount, but the pages of a front end.
  assert.deepEqual(await ask("/files/app.js", {}, "POST"), [200, '"taken"']);
  assert.deepEqual(await ask("/files/none", { "x-key": "1" }), [405, '{"detail":"Method Not Allowed"}']);
  const union = await fetch(`http://127.0.0.1:${server.port}/files/x`, { method: "PUT", headers: { "x-key": "1" } });
  assert.deepEqual([union.status, union.headers.get("allow")], [405, "GET, HEAD, POST"]);
  assert.deepEqual(await ask("/page", { accept: "text/html" }), [405, '{"detail":"Method Not Allowed"}']);
  assert.deepEqual(await ask("/api/x"), [200, "1"]);
  assert.deepEqual(await ask("/app.js"), [200, "1"]);
  assert.deepEqual(await ask("/some/page", { accept: "text/html" }), [200, "<h1>home</h1>"]);
  assert.deepEqual(await ask("/some/data", { accept: "application/json" }), [404, '{"detail":"Not Found"}']);
  assert.equal((await ask("/some/page", { accept: "text/html" }, "POST"))[0], 404);
});

test("what only a folder's dependencies use starts with the app, and is checked with it", async (t) => {
  const log: string[] = [];
  const pool = resource(function* () {
    log.push("up");
    yield 1;
    log.push("down");
  });
  const app = new App();
  app.static("/files", ".", { use: [dependency({ use: { pool } }, () => {})] });
  const client = testClient(app);
  t.after(() => client.close());
  await client.start();
  assert.deepEqual(log, ["up"]);
  await client.close();
  assert.deepEqual(log, ["up", "down"]);
  const wrong = new App();
  wrong.static("/files", ".", { use: [dependency({ path: { id: z.int() } }, () => {})] });
  await assert.rejects(
    testClient(wrong).start(),
    /reads the path parameter id, which \/files\/\{file\.\.\.\} does not have/,
  );
});

test("a router's front end stands below all prefixes, with the dependencies of all that include it", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "flotilla-mount-"));
  t.after(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, "index.html"), "<h1>home</h1>");
  const order: string[] = [];
  const named = (name: string) => dependency(() => order.push(name));
  const inner = new Router({ prefix: "/inner", use: [named("inner")] });
  inner.frontend("/ui", directory, { use: [named("own")] });
  const outer = new Router({ use: [named("outer")] });
  const app = new App({ use: [named("app")] });
  app.include(outer, { prefix: "/outer", use: [named("include")] });
  outer.include(inner);
  app.include(inner);
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const text = async (path: string) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).text();
  assert.equal(await text("/outer/inner/ui/"), "<h1>home</h1>");
  assert.deepEqual(order.splice(0), ["app", "include", "outer", "inner", "own"]);
  assert.equal(await text("/inner/ui/"), "<h1>home</h1>");
  assert.deepEqual(order, ["app", "inner", "own"]);
  assert.throws(() => app.include(inner, { prefix: "/{org}" }), /\/\{org\}\/inner\/ui has parameters/);
});

test("of several front ends the one with the longest prefix owns a path, also where it has nothing", async (t) => {
  const directory = await mkdtemp(join(tmpdir(), "flotilla-mount-"));
  t.after(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, "site", "admin"), { recursive: true });
  await mkdir(join(directory, "admin"));
  await writeFile(join(directory, "site", "index.html"), "site");
  await writeFile(join(directory, "site", "admin", "asset.txt"), "the site's");
  await writeFile(join(directory, "admin", "own.txt"), "the admin's");
  const app = new App();
  app.frontend("/", join(directory, "site"));
  app.frontend("/admin", join(directory, "admin"));
  const server = await serve(app, { port: 0 });
  t.after(() => server.close({ graceMs: 0 }));
  const status = async (path: string, method = "GET") =>
    (await fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers: { accept: "text/html" } })).status;
  assert.equal(await status("/admin/own.txt"), 200);
  assert.equal(await status("/admin/asset.txt"), 404);
  assert.equal(await status("/admin/asset.txt", "POST"), 404);
  assert.equal(await status("/other"), 200);
});

test("a missing folder is an error at start, and so are files where there are none", async () => {
  const app = new App();
  app.static("/x", "./no-such-folder");
  await assert.rejects(serve(app, { port: 0 }), /Directory '.\/no-such-folder' does not exist/);
  const elsewhere = new App();
  elsewhere.static("/x", ".");
  await assert.rejects(elsewhere.fetch(new Request("http://a/x")), /there are no files on the platform "web"/);
  const lenient = new App();
  lenient.static("/x", "./no-such-folder", { checkDirectory: false });
  const server = await serve(lenient, { port: 0 });
  assert.equal((await fetch(`http://127.0.0.1:${server.port}/x/y`)).status, 404);
  await server.close({ graceMs: 0 });
});
