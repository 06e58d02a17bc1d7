import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, type OpenAPIDocument, Router } from "../../../src/index.ts";
import { nodePlatform } from "../../../src/server/platform/node-platform.ts";
import { Recorder } from "../recorder.ts";

const get = (app: App, path: string, headers: Record<string, string> = {}, method = "GET") =>
  app.fetch(new Request(`http://app.test${path}`, { headers, method }));

const documentOf = async (answer: Response): Promise<OpenAPIDocument> => (await answer.json()) as OpenAPIDocument;

test("the document is at /openapi.json, for HEAD too, with an entity tag that gives 304", async () => {
  const app = new App({ title: "Shop", version: "2.0.0" });
  app.get("/items", () => []);
  const answer = await get(app, "/openapi.json");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const document = await documentOf(answer);
  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.info, { title: "Shop", version: "2.0.0" });
  assert.deepEqual(Object.keys(document.paths), ["/items"]);
  assert.deepEqual(app.openapi(), document);
  const head = await get(app, "/openapi.json", {}, "HEAD");
  assert.equal(head.status, 200);
  assert.equal(await head.text(), "");
  const etag = answer.headers.get("etag") as string;
  assert.match(etag, /^"[a-z0-9-]+"$/);
  const again = await get(app, "/openapi.json", { "if-none-match": etag });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), "");
  assert.equal((await get(app, "/openapi.json", { "if-none-match": '"other"' })).status, 200);
});

test("OpenAPI 3.0 is there on request, another version is refused", async () => {
  const app = new App();
  app.get("/", () => 1);
  for (const version of ["3.0", "3.0.3"]) {
    assert.equal((await documentOf(await get(app, `/openapi.json?version=${version}`))).openapi, "3.0.3");
  }
  assert.equal((await documentOf(await get(app, "/openapi.json?version=3.1.0"))).openapi, "3.1.0");
  const refused = await get(app, "/openapi.json?version=2.0");
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /3\.1 and 3\.0/);
  assert.throws(() => app.openapi({ version: "2.0" as never }), /no version "2.0"/);
});

test("each url can be another, or nowhere", async () => {
  const app = new App({ openapiUrl: "/api/v1/openapi.json", docsUrl: null, redocUrl: "/reference" });
  await app.start(nodePlatform);
  assert.equal((await get(app, "/api/v1/openapi.json")).status, 200);
  assert.equal((await get(app, "/openapi.json")).status, 404);
  assert.equal((await get(app, "/docs")).status, 404);
  assert.equal((await get(app, "/docs/oauth2-redirect")).status, 404);
  assert.match(await (await get(app, "/reference")).text(), /spec-url="\.\/api\/v1\/openapi\.json"/);
  const none = new App({ openapiUrl: null });
  for (const path of ["/openapi.json", "/docs", "/redoc"]) assert.equal((await get(none, path)).status, 404, path);
});

test("a path that the user registered stays the user's, and nothing is warned of", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.get("/docs", () => "mine");
  app.get("/openapi.json", () => ({ mine: true }));
  assert.equal(await (await get(app, "/docs")).text(), '"mine"');
  assert.deepEqual(await (await get(app, "/openapi.json")).json(), { mine: true });
  assert.deepEqual(log.at("warn"), []);
});

test("docs come before parameters and catch-alls, and run no dependency of the app", async () => {
  const { dependency, HTTPError } = await import("../../../src/index.ts");
  const guard = dependency(() => {
    throw new HTTPError(401);
  });
  const app = new App({ use: [guard] as never });
  app.get("/{page}", () => "page");
  app.get("/{rest...}", () => "rest");
  assert.equal((await get(app, "/openapi.json")).status, 200);
  assert.equal((await get(app, "/docs")).status, 200);
  assert.equal((await get(app, "/other")).status, 401);
});

test("docs routes, hidden ones, WebSockets and a second route of one shape are not in the document", async () => {
  const app = new App();
  app.get("/secret", { hidden: true }, () => 1);
  const hidden = new Router({ hidden: true });
  hidden.get("/router", () => 1);
  app.include(hidden);
  app.websocket("/ws", () => {});
  app.get("/a/{x}", { summary: "first" }, () => 1);
  app.get("/a/{y}", { summary: "second" }, () => 1);
  await app.start();
  assert.deepEqual(Object.keys(app.openapi().paths), ["/a/{x}"]);
});

test("routes that come later are in the next document", async () => {
  const app = new App();
  app.get("/a", () => 1);
  const before = (await get(app, "/openapi.json")).headers.get("etag");
  app.get("/b", () => 1);
  const after = await get(app, "/openapi.json");
  assert.notEqual(after.headers.get("etag"), before);
  assert.deepEqual(Object.keys((await documentOf(after)).paths), ["/a", "/b"]);
});

test("a mounted app has its own document, with the path of its mount as server", async () => {
  const inner = new App({ title: "Inner", servers: [{ url: "https://inner.test" }] });
  inner.get("/sub", () => 1);
  const app = new App({ title: "Outer" });
  app.get("/main", () => 1);
  app.mount("/subapi", inner as App);
  const outside = await documentOf(await get(app, "/openapi.json"));
  assert.equal(outside.info.title, "Outer");
  assert.deepEqual(Object.keys(outside.paths), ["/main"]);
  assert.equal(outside.servers, undefined);
  const inside = await documentOf(await get(app, "/subapi/openapi.json"));
  assert.equal(inside.info.title, "Inner");
  assert.deepEqual(Object.keys(inside.paths), ["/sub"]);
  assert.deepEqual(inside.servers, [{ url: "/subapi" }, { url: "https://inner.test" }]);
  assert.deepEqual(inner.openapi().servers, [{ url: "https://inner.test" }]);
  assert.deepEqual(inner.openapi({ rootPath: "https://inner.test" }).servers, [{ url: "https://inner.test" }]);
});

test("what openapi() returns is the caller's own", () => {
  const app = new App();
  app.get("/", () => 1);
  app.openapi().info.title = "changed";
  assert.equal(app.openapi().info.title, "Flotilla");
});

test("the openapi option has the last word", async () => {
  const app = new App({ openapi: (document) => ({ ...document, "x-logo": { url: "/logo.png" } }) });
  app.get("/", () => 1);
  assert.deepEqual((await documentOf(await get(app, "/openapi.json")))["x-logo"], { url: "/logo.png" });
  const log = new Recorder();
  const bad = new App({ openapi: () => undefined as never, logger: log });
  assert.equal((await get(bad, "/openapi.json")).status, 500);
  assert.match(log.at("error")[0], /openapi returned no document/);
});

test("a webhook or callback that is wrong is an error at start; a callback that is no router too", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  app.webhooks.post("/paid", { body: z.custom<string>(() => true) }, () => {});
  await assert.rejects(app.start(), /POST \/paid .*z\.custom/);
  const other = new App({ logger: log });
  other.get("/", { callbacks: { paid: {} } }, () => 1);
  await assert.rejects(other.start(), /GET \/ .*callbacks: paid is neither a Router/);
});

test("routes with one operationId are warned of once, in one line, and get different ones", async () => {
  const log = new Recorder();
  const app = new App({ logger: log });
  const items = new Router();
  items.get("/items/{item_id}", function readItem() {
    return 1;
  });
  app.include(items, { prefix: "/v1" });
  app.include(items, { prefix: "/v2" });
  app.get("/a", { operationId: "same" }, () => 1);
  app.get("/b", { name: "same" }, () => 1);
  await app.start();
  const warnings = log.at("warn");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0], /readItem \(GET \/v1.*, GET \/v2.*\); same \(GET \/a, GET \/b\)/);
  const { paths } = app.openapi();
  const ids = Object.values(paths).map((item) => (item.get as { operationId: string }).operationId);
  assert.deepEqual(ids, ["readItem", "readItem_get_v2_items_item_id", "same", "same_get_b"]);
});
