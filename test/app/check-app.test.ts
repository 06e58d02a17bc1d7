import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, Router } from "../../src/index.ts";
import { Recorder } from "./recorder.ts";

const here = String.raw`\(.*check-app\.test\.ts:\d+:\d+\)`;

test("every route at fault is named with its place, all in one error", async () => {
  const app = new App();
  app.get("/a/{id}", { path: { idd: z.int() } } as object, () => 1);
  app.post("/b", { body: z.object({ f: z.custom<object>() }) }, () => 1);
  app.get("/c", { response: z.string().transform((text) => text.length) }, () => "x");
  app.get("/fine", () => 1);
  const error = await app.start().then(
    () => assert.fail("it started"),
    (reason: Error) => reason,
  );
  const lines = error.message.split("\n");
  assert.match(lines[0], new RegExp(`^GET /a/\\{id\\} ${here}: path declares idd, but /a/\\{id\\} has no \\{idd\\}`));
  assert.match(lines[1], new RegExp(`^POST /b ${here}: body: .*f`));
  assert.match(lines[2], new RegExp(`^GET /c ${here}: response: `));
  assert.equal(lines.length, 3);
});

test("two different models of one id are an error; the same one, or an equal one, is not", async () => {
  const one = z.object({ a: z.string() });
  const app = new App();
  app.post("/a", { body: one.meta({ id: "CheckItem" }) }, () => 1);
  app.post("/b", { response: z.object({ items: z.array(one.meta({ id: "CheckItem" })) }) }, () => ({ items: [] }));
  await app.start();
  await app.stop();
  app.post("/c", { body: z.object({ b: z.int() }).meta({ id: "CheckItem" }) }, () => 1);
  await assert.rejects(
    app.start(),
    new RegExp(`POST /c ${here}: the model CheckItem is not the one of that name in POST /a`),
  );
});

test("a prefix's parameters may be declared where the prefix is given, and must be in the template in the end", async () => {
  const router = new Router({ path: { org: z.int() } });
  router.get("/x", ({ path }) => path.org + 1);
  const app = new App();
  app.include(router, { prefix: "/{org}" });
  assert.equal(await (await app.fetch(new Request("http://a/4/x"))).json(), 5);
  const lost = new App();
  lost.include(router);
  await assert.rejects(lost.start(), /path declares org, but \/x has no \{org\}/);
});

test("a body on GET works, and is warned of once", async () => {
  const logger = new Recorder();
  const app = new App({ logger });
  app.get("/", { body: z.object({ a: z.int() }).optional() }, ({ body }) => body ?? null);
  await app.start();
  await app.start();
  assert.equal(logger.at("warn").length, 1);
  assert.match(logger.at("warn")[0], new RegExp(`^GET / ${here} reads a body`));
});
