import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, HTTPError, html, redirect, status, text } from "../../src/index.ts";
import { both } from "./both.ts";
import { Recorder } from "./recorder.ts";

const Item = z.object({
  name: z.string(),
  price: z.number(),
  tax: z.number().default(10.5),
  note: z.string().nullable().default(null),
  tags: z.array(z.string()).default([]),
});
const Problem = z.object({ why: z.string() });

/** What a database gives: more than anybody is to see. */
const stored = { name: "a", price: 1, password: "secret", inner: { hash: "secret" } };

function shop(): App {
  const app = new App({ logger: new Recorder() });
  app.get("/item", { response: Item }, () => stored);
  app.get("/items", { response: z.array(Item) }, () => [stored, stored]);
  app.get("/include", { response: Item, include: ["name", "price"] }, () => stored);
  app.get("/exclude", { response: Item, exclude: ["tags", "note"] }, () => stored);
  app.get("/unset", { response: Item, excludeUnset: true }, () => ({ ...stored, tax: 10.5 }));
  app.get("/unset-list", { response: z.array(Item), excludeUnset: true }, () => [stored]);
  app.get("/defaults", { response: Item, excludeDefaults: true }, () => ({ ...stored, tax: 10.5, tags: ["x"] }));
  app.get("/none", { response: Item, excludeNone: true }, () => stored);
  app.get("/wrong", { response: Item }, () => ({ ...stored, price: "secret" as never }));
  app.get("/async", { response: Item.refine(async ({ price }) => price > 0) }, () => stored);
  app.get("/async-wrong", { response: Item.refine(async ({ price }) => price > 5) }, () => stored);
  app.get("/other", { response: Item, responses: { 404: Problem, 201: Item } }, (_, { header }) => {
    if (header("x-want") === "404") return status(404, { why: "gone", password: "secret" } as never, { "x-a": "1" });
    if (header("x-want") === "201") return status(201, stored);
    return status(200, stored) as never;
  });
  app.get("/own-status", { response: Item, status: 202 }, (_, { reply }) => {
    reply.headers.set("x-b", "2");
    return stored;
  });
  app.get("/as-is", { response: Item }, (_, { header }) => {
    if (header("x-want") === "text") return text("plain");
    if (header("x-want") === "html") return html("<p>");
    if (header("x-want") === "redirect") return redirect("/item");
    return new Response("raw");
  });
  app.get("/nothing", { response: Item, status: 204 }, () => undefined as never);
  app.get(
    "/native",
    { response: z.object({ at: z.date(), big: z.bigint(), set: z.set(z.int()), map: z.map(z.string(), z.int()) }) },
    () => ({
      at: new Date(0),
      big: 2n ** 70n,
      set: new Set([1]),
      map: new Map([["a", 1]]),
    }),
  );
  app.get(
    "/alias",
    {
      response: z.object({
        itemName: z.string().meta({ alias: "item-name" }),
        in: z.array(z.object({ a: z.int().meta({ alias: "A" }) })),
      }),
    },
    () => ({
      itemName: "x",
      in: [{ a: 1 }],
    }),
  );
  app.get(
    "/union",
    {
      response: z.union([
        z.object({ kind: z.literal("a"), a: z.int() }),
        z.object({ kind: z.literal("b"), b: z.int() }),
      ]),
    },
    () => ({
      kind: "b" as const,
      b: 1,
      password: "secret",
    }),
  );
  return app;
}

both("only declared fields are sent, and the schema's defaults with them", shop, async (send) => {
  const full = { name: "a", price: 1, tax: 10.5, note: null, tags: [] };
  const cases: [string, unknown][] = [
    ["/item", full],
    ["/items", [full, full]],
    ["/include", { name: "a", price: 1 }],
    ["/exclude", { name: "a", price: 1, tax: 10.5 }],
    ["/unset", { name: "a", price: 1, tax: 10.5 }],
    ["/unset-list", [{ name: "a", price: 1 }]],
    ["/defaults", { name: "a", price: 1, tags: ["x"] }],
    ["/none", { name: "a", price: 1, tax: 10.5, tags: [] }],
    ["/async", full],
    ["/native", { at: "1970-01-01T00:00:00.000Z", big: 2 ** 70, set: [1], map: { a: 1 } }],
    ["/alias", { "item-name": "x", in: [{ A: 1 }] }],
    ["/union", { kind: "b", b: 1 }],
  ];
  for (const [path, body] of cases) {
    const response = await send(path);
    assert.equal(response.status, 200, path);
    const text = await response.text();
    assert.deepEqual(JSON.parse(text), body, path);
    assert.doesNotMatch(text, /secret/);
  }
  const own = await send("/own-status");
  assert.equal(own.status, 202);
  assert.equal(own.headers.get("x-b"), "2");
});

both("what does not fit is a logged 500 that gives nothing away", shop, async (send, app) => {
  for (const path of ["/wrong", "/async-wrong"]) {
    const response = await send(path);
    assert.equal(response.status, 500);
    assert.equal(await response.text(), '{"detail":"Internal Server Error"}');
  }
  const lines = (app.logger as Recorder).at("error");
  assert.match(lines[0], /GET \/wrong: what the handler returned is not what response declares: price: /);
  assert.equal(lines.length, 2);
  assert.doesNotMatch(lines.join(), /secret/);
});

both("other statuses have their own models", shop, async (send) => {
  const missing = await send("/other", { headers: { "x-want": "404" } });
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("x-a"), "1");
  assert.deepEqual(await missing.json(), { why: "gone" });
  for (const want of ["201", "200"]) {
    const response = await send("/other", { headers: { "x-want": want } });
    assert.equal(response.status, Number(want));
    assert.doesNotMatch(await response.text(), /secret/);
  }
});

both("what says itself what it is goes out as it is", shop, async (send) => {
  assert.equal(await (await send("/as-is", { headers: { "x-want": "text" } })).text(), "plain");
  assert.equal(
    (await send("/as-is", { headers: { "x-want": "html" } })).headers.get("content-type"),
    "text/html; charset=utf-8",
  );
  assert.equal((await send("/as-is", { headers: { "x-want": "redirect" }, redirect: "manual" })).status, 307);
  assert.equal(await (await send("/as-is")).text(), "raw");
  const nothing = await send("/nothing");
  assert.equal(nothing.status, 204);
  assert.equal(nothing.headers.get("content-type"), null);
});

test("a time limit answers 504, aborts the signal, and the late handler still cleans up", async () => {
  const app = new App({ logger: new Recorder() });
  let aborted = "";
  let over: (() => void) | undefined;
  const end = new Promise<void>((resolve) => {
    over = resolve;
  });
  app.get("/slow", { timeoutMs: 20 }, async (_, { signal }) => {
    signal.addEventListener("abort", () => {
      aborted = (signal.reason as Error).message;
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    over?.();
    throw new HTTPError(400, "nobody reads this");
  });
  app.get("/quick", { timeoutMs: 1000 }, () => "in time");
  const response = await app.fetch(new Request("http://a/slow"));
  assert.equal(response.status, 504);
  assert.match(aborted, /longer than 20 ms/);
  await end;
  assert.equal(await (await app.fetch(new Request("http://a/quick"))).json(), "in time");
});
