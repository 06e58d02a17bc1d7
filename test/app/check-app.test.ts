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

test("what is text on the wire is no object", async () => {
  const Point = z.object({ x: z.int() });
  const app = new App();
  const add = (name: string, options: object) => app.get(name, options, () => 1);
  add("/query", { query: { at: Point } });
  add("/list", { query: { at: z.array(Point).default([]) } });
  add("/record", { query: z.object({ at: z.record(z.string(), z.int()).nullable().default(null) }) });
  add("/header", { headers: { at: z.union([Point, z.object({ y: z.int() })]).optional() } });
  add("/path/{at}", { path: { at: Point.meta({ id: "CheckPoint" }) } });
  add("/cookie", { cookies: { at: Point } });
  add("/fine", { query: { a: z.union([Point, z.string()]), b: z.array(z.string()), c: z.unknown(), d: z.date() } });
  app.post("/form", { form: { at: Point } }, () => 1);
  const error = await app.start().then(
    () => assert.fail("it started"),
    (reason: Error) => reason,
  );
  const lines = error.message.split("\n");
  const what = [
    "a query parameter",
    "a query parameter",
    "a query parameter",
    "a header",
    "a path parameter",
    "a cookie",
  ];
  assert.equal(lines.length, what.length, error.message);
  lines.forEach((line, index) => {
    assert.match(line, new RegExp(`^GET /\\S+ ${here}: \\w+: at: ${what[index]} is text and never an object: `));
  });
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
