import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, Router } from "../../../src/index.ts";

/** The status for a JSON body without a content type. */
async function untyped(app: App, path: string): Promise<number> {
  const body = new TextEncoder().encode('{"a":1}');
  return (await app.fetch(new Request(`http://app.test${path}`, { method: "POST", body }))).status;
}

test("the innermost of app, includes, routers and route says whether JSON needs its content type", async () => {
  const body = z.object({ a: z.int() });
  const slow = dependency(async () => 1);
  const app = new App({ strictContentType: false });
  app.post("/app", { body }, () => 1);
  app.post("/strict", { body, strictContentType: true }, () => 1);
  const strict = new Router({ prefix: "/router", strictContentType: true });
  strict.post("/own", { body, use: [slow] }, () => 1);
  strict.post("/lax", { body, use: [slow], strictContentType: false }, () => 1);
  app.include(strict);
  const plain = new Router();
  plain.post("/plain", { body }, () => 1);
  app.include(plain);
  app.include(plain, { prefix: "/included", strictContentType: true });
  const byDefault = new App();
  byDefault.post("/", { body }, () => 1);
  const statuses = {
    "/app": 200,
    "/strict": 422,
    "/router/own": 422,
    "/router/lax": 200,
    "/plain": 200,
    "/included/plain": 422,
  };
  for (const [path, status] of Object.entries(statuses)) assert.equal(await untyped(app, path), status, path);
  assert.equal(await untyped(byDefault, "/"), 422);
});
