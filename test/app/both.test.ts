import assert from "node:assert/strict";
import { App, HTTPError, redirect, status } from "../../src/index.ts";
import { both } from "./both.ts";

function shop(): App {
  const app = new App();
  app.get("/items/{item_id}", ({ path }, { reply }) => {
    reply.cookie("seen", path.item_id);
    reply.cookie("twice", "1");
    return { id: path.item_id };
  });
  app.post("/echo", async (_, { request }) => status(201, await request.text()));
  app.get("/gone", () => {
    throw new HTTPError(410, "Gone for good");
  });
  app.get("/old", () => redirect("/items/1"));
  app.delete("/items/{item_id}", { status: 204 }, () => null);
  app.get("/host", (_, context) => context.request.url);
  return app;
}

both("what is sent arrives, and what is answered comes back", shop, async (send) => {
  const item = await send("/items/a%2Fb?x=1");
  assert.deepEqual([item.status, await item.json()], [200, { id: "a/b" }]);
  assert.equal(item.headers.get("content-type"), "application/json");
  assert.deepEqual(item.headers.getSetCookie(), ["seen=a/b; Path=/; SameSite=lax", "twice=1; Path=/; SameSite=lax"]);
  const echoed = await send("/echo", { method: "POST", body: "é" });
  assert.deepEqual([echoed.status, await echoed.json()], [201, "é"]);
  const streamed = await send("/echo", { method: "POST", body: new Blob(["ab", "cd"]).stream() });
  assert.equal(await streamed.json(), "abcd");
  assert.equal((await send(new Request("http://other.test/gone"))).status, 410);
});

both("redirects are not followed, and answers without a body have none", shop, async (send) => {
  const moved = await send("/old");
  assert.deepEqual([moved.status, moved.headers.get("location")], [307, "/items/1"]);
  const deleted = await send("/items/1", { method: "DELETE" });
  assert.deepEqual([deleted.status, deleted.body], [204, null]);
  const head = await send("/items/1", { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

both("the Host is that of the request", shop, async (send) => {
  assert.equal(await (await send("/host?a=1")).json(), "http://example.test/host?a=1");
});
