import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { App, dependency, HTTPError } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";
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

both("anything with fetch is served below a path; the longest prefix wins", outer, async (send, app) => {
  assert.equal(await (await send("/fetch/a/b?c=1")).text(), "GET /a/b");
  assert.equal(await (await send("/fetch", { method: "POST", body: "x" })).text(), "POST /");
  assert.equal(await (await send("/fetch/deeper/x")).text(), "deeper");
  assert.equal((await send("/no-response")).status, 500);
  assert.match((app.logger as Recorder).at("error")[0], /the app mounted at \/no-response returned no Response/);
});

test("what cannot be mounted is refused", () => {
  const app = new App();
  assert.throws(() => app.mount("sub", new App()), /must start with/);
  assert.throws(() => app.mount("/sub/", new App()), /not end with/);
  assert.throws(() => app.mount("/sub", {} as never), /neither an App nor anything with fetch/);
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
  assert.deepEqual(await ask("/files/none", { "x-key": "1" }), [404, '{"detail":"Not Found"}']);
  assert.deepEqual(await ask("/api/x"), [200, "1"]);
  assert.deepEqual(await ask("/app.js"), [200, "1"]);
  assert.deepEqual(await ask("/some/page", { accept: "text/html" }), [200, "<h1>home</h1>"]);
  assert.deepEqual(await ask("/some/data", { accept: "application/json" }), [404, '{"detail":"Not Found"}']);
  assert.equal((await ask("/some/page", { accept: "text/html" }, "POST"))[0], 404);
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
