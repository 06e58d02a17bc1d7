import assert from "node:assert/strict";
import { test } from "node:test";
import { app } from "../../examples/tutorial/main.ts";

const get = async (path: string) => (await app.fetch(new Request(`http://example.test${path}`))).json();

test("the tutorial's app answers", async () => {
  assert.deepEqual(await get("/"), { try: ["/hello", "/slow", "/work", "/whoami"] });
  assert.deepEqual(await get("/hello"), { message: "Hello, World!" });
  assert.deepEqual(await get("/slow"), { message: "Hello, World!" });
  assert.deepEqual(await get("/work"), { fibonacci: 832040 });
  assert.deepEqual(await get("/whoami"), { replica: process.env.FLOTILLA_REPLICA ?? "0", pid: process.pid });
  const echo = await app.fetch(new Request("http://example.test/echo", { method: "POST", body: '{"a":[1]}' }));
  assert.deepEqual(await echo.json(), { a: [1] });
});
