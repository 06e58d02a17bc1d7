import assert from "node:assert/strict";
import { test } from "node:test";
import { App, Router } from "../../../src/index.ts";

test("callbacks of the app, of includes, routers and the route itself are all in its operation", () => {
  const callback = (name: string) => {
    const router = new Router();
    router.post("/", { name }, () => null);
    return { [name]: { "{$request.body#/url}": router } };
  };
  const app = new App({ callbacks: callback("app") });
  const router = new Router({ callbacks: callback("router") });
  router.get("/inner", { callbacks: callback("route") }, () => 1);
  app.include(router, { callbacks: callback("include") });
  app.get("/outer", () => 1);
  const { paths } = app.openapi();
  const names = (path: string) => Object.keys((paths[path].get as { callbacks: object }).callbacks);
  assert.deepEqual(names("/inner"), ["app", "include", "router", "route"]);
  assert.deepEqual(names("/outer"), ["app"]);
});
