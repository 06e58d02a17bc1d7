import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "../../src/index.ts";

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
