import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Router, resource } from "../../src/index.ts";
import { serve } from "../../src/server/serve.ts";

const ask = async (app: App) => (await app.fetch(new Request("http://a/"))).json();

test("start runs up to the yield, once; stop runs the rest; then it can start again", async () => {
  const order: string[] = [];
  const app = new App({
    lifespan: async function* () {
      order.push("open");
      try {
        yield { run: order.length };
      } finally {
        order.push("close");
      }
    },
  });
  app.get("/", (_, { state }) => state);
  await Promise.all([app.start(), app.start()]);
  assert.deepEqual(order, ["open"]);
  assert.deepEqual(await ask(app), { run: 1 });
  await app.stop();
  await app.stop();
  assert.deepEqual(order, ["open", "close"]);
  assert.deepEqual(await ask(app), { run: 3 });
  await app.stop();
});

test("a failing start rejects and can be tried again", async () => {
  let tries = 0;
  const app = new App({
    lifespan: async function* () {
      tries++;
      if (tries === 1) throw new Error("no database");
      yield undefined;
    },
  });
  app.get("/", (_, { state }) => state);
  await assert.rejects(app.start(), /no database/);
  await app.start();
  assert.deepEqual(await ask(app), {});
});

test("a lifespan yields exactly once", async () => {
  const never = new App({ lifespan: async function* () {} });
  await assert.rejects(never.start(), /without a yield/);
  let closed = false;
  const twice = new App({
    lifespan: async function* () {
      try {
        yield;
        yield;
      } finally {
        closed = true;
      }
    },
  });
  await twice.start();
  await assert.rejects(twice.stop(), /yielded twice/);
  assert.ok(closed);
});

test("an app without lifespan starts and stops", async () => {
  const app = new App();
  await app.start();
  await app.stop();
  await app.drained();
});

/** An app whose log says what opens and closes, each after a while. */
function slow(): { app: App; log: string[] } {
  const log: string[] = [];
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const lasting = (name: string) =>
    async function* () {
      await turn();
      log.push(`${name} up`);
      yield { name };
      await turn();
      log.push(`${name} down`);
    };
  const app = new App({ lifespan: lasting("lifespan") });
  app.get("/", { use: { pool: resource(lasting("pool")) } }, ({ pool }, { state }) => [pool.name, state.name]);
  return { app, log };
}
const up = ["lifespan up", "pool up"];
const down = ["pool down", "lifespan down"];

test("a stop during a start ends what that opens", async () => {
  const { app, log } = slow();
  const starting = app.start();
  await app.stop();
  await starting;
  assert.deepEqual(log, [...up, ...down]);
});

test("a request during a stop finds the app started again, and not half of it", async () => {
  const { app, log } = slow();
  await app.start();
  const stopping = app.stop();
  // Past its drain: what was open is being closed.
  while (!log.includes("pool down")) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(await ask(app), ["pool", "lifespan"]);
  await stopping;
  assert.deepEqual(log, [...up, ...down, ...up]);
  await Promise.all([app.stop(), app.stop()]);
  assert.deepEqual(log, [...up, ...down, ...up, ...down]);
});

test("two servers share one run: it ends with the last of them, and not with one that cannot listen", async () => {
  const { app, log } = slow();
  const first = await serve(app, { port: 0 });
  const second = await serve(app, { port: 0 });
  await assert.rejects(serve(app, { port: first.port }), /EADDRINUSE/);
  await first.close({ graceMs: 0 });
  const response = await fetch(`http://127.0.0.1:${second.port}/`);
  assert.deepEqual(await response.json(), ["pool", "lifespan"]);
  assert.deepEqual(log, up);
  await second.close({ graceMs: 0 });
  assert.deepEqual(log, [...up, ...down]);
});

test("what fails to end keeps nothing else from ending", async () => {
  const log: string[] = [];
  const app = new App();
  for (const name of ["a", "b"]) {
    const inner = new App({
      *lifespan() {
        yield;
        log.push(name);
        throw new Error(name);
      },
    });
    app.mount(`/${name}`, inner);
  }
  await app.start();
  await assert.rejects(app.stop(), /^Error: a$/);
  assert.deepEqual(log, ["a", "b"]);
});

test("routers bring lifespans: inside the app's, each once, ended in reverse; the app's state counts", async () => {
  const log: string[] = [];
  const around = (name: string) =>
    function* () {
      log.push(`${name} up`);
      yield { name, [name]: true };
      log.push(`${name} down`);
    };
  const inner = new Router({ lifespan: around("inner") });
  inner.get("/state", (_, { state }) => state);
  const outer = new Router({ prefix: "/outer", lifespan: around("outer") });
  outer.include(inner);
  const app = new App({ lifespan: around("app") });
  app.include(outer);
  app.include(inner, { prefix: "/again" });
  const response = await app.fetch(new Request("http://a/outer/state"));
  assert.deepEqual(await response.json(), { inner: true, outer: true, app: true, name: "app" });
  assert.deepEqual(log.splice(0), ["app up", "outer up", "inner up"]);
  await app.stop();
  assert.deepEqual(log, ["inner down", "outer down", "app down"]);
});

test("what had started ends when a later lifespan fails to start", async () => {
  const log: string[] = [];
  const router = new Router({
    // biome-ignore lint/correctness/useYield: it fails before.
    *lifespan() {
      throw new Error("no database");
    },
  });
  const app = new App({
    *lifespan() {
      yield;
      log.push("down");
    },
  });
  app.include(router);
  await assert.rejects(app.start(), /no database/);
  assert.deepEqual(log, ["down"]);
});
