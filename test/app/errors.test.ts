import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, HTTPError, ValidationError } from "../../src/index.ts";
import { both } from "./both.ts";
import { Recorder } from "./recorder.ts";

class OutOfStock extends Error {
  readonly item = "anvil";
}
class SoldOut extends OutOfStock {}

function shop(): App {
  const app = new App({ logger: new Recorder() });
  app.get("/stock", () => {
    throw new OutOfStock("none left");
  });
  app.get("/sold", async () => {
    throw new SoldOut("gone");
  });
  app.get("/teapot", (_, { reply }) => {
    reply.headers.set("x-lost", "1");
    throw new HTTPError(418, "short and stout");
  });
  app.get("/broken", () => {
    throw new RangeError("secret");
  });
  app.get("/n", { query: { n: z.int() } }, () => 1);
  return app;
}

both(
  "errors of a class, and of those that extend it, are answered by its handler; nothing is logged",
  () => {
    const app = shop();
    app.catch(OutOfStock, (error, { reply }) => {
      reply.status = 409;
      reply.headers.set("x-item", error.item);
      return { detail: error.message };
    });
    return app;
  },
  async (send, app) => {
    for (const path of ["/stock", "/sold"]) {
      const response = await send(path);
      assert.equal(response.status, 409);
      assert.equal(response.headers.get("x-item"), "anvil");
    }
    assert.deepEqual((app.logger as Recorder).lines, []);
  },
);

both(
  "a status's handler replaces any answer of that status: 404, 405, 418, 422 and 500",
  () => {
    const app = shop();
    for (const status of [404, 405, 418, 422, 500]) app.catch(status, (error) => ({ status, message: error.message }));
    return app;
  },
  async (send, app) => {
    const cases: [string, RequestInit, number, RegExp][] = [
      ["/nowhere", {}, 404, /Not Found/],
      ["/stock", { method: "POST" }, 405, /Method Not Allowed/],
      ["/teapot", {}, 418, /short and stout/],
      ["/n?n=x", {}, 422, /query\.n/],
      ["/broken", {}, 500, /secret/],
    ];
    for (const [path, init, status, message] of cases) {
      const response = await send(path, init);
      assert.equal(response.status, status);
      const body = (await response.json()) as { status: number; message: string };
      assert.equal(body.status, status);
      assert.match(body.message, message);
      assert.equal(response.headers.get("x-lost"), null);
    }
    // What nobody expected is logged all the same.
    assert.equal((app.logger as Recorder).at("error").length, 1);
  },
);

test("the nearest class wins, a class wins over a status, Error stands for what nobody expected", async () => {
  const app = shop();
  app.catch(OutOfStock, () => "stock");
  app.catch(SoldOut, () => "sold");
  app.catch(500, () => "500");
  app.catch(Error, () => "any");
  app.catch(HTTPError, ({ status }) => status);
  app.catch(ValidationError, ({ problems, body }) => [problems.length, body ?? null]);
  const ask = async (path: string) => (await app.fetch(new Request(`http://a${path}`))).json();
  assert.equal(await ask("/stock"), "stock");
  assert.equal(await ask("/sold"), "sold");
  assert.equal(await ask("/broken"), "500");
  assert.equal(await ask("/teapot"), 418);
  assert.deepEqual(await ask("/n"), [1, null]);
});

test("a handler of errors that fails itself is a logged 500", async () => {
  const app = shop();
  app.catch(404, () => {
    throw new Error("worse");
  });
  app.catch(418, async () => {
    throw new Error("worst");
  });
  for (const path of ["/nowhere", "/teapot"]) {
    const response = await app.fetch(new Request(`http://a${path}`));
    assert.equal(response.status, 500);
    assert.deepEqual(await response.json(), { detail: "Internal Server Error" });
  }
  assert.match((app.logger as Recorder).at("error").join(), /worse[\s\S]*worst/);
});

test("what cannot be caught is refused", () => {
  const app = new App();
  assert.throws(() => app.catch(200, () => 1), /200 is not the status of an error/);
  assert.throws(() => app.catch(Date as never, () => 1), /neither a class of errors nor a status/);
  assert.throws(() => app.catch(404, 1 as never), /not a function/);
  app.catch(404, () => 1);
  assert.throws(() => app.catch(404, () => 2), /has a handler already/);
});
