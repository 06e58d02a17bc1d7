import assert from "node:assert/strict";
import { test as nodeTest } from "node:test";
import { App, dependency, Router } from "../../src/index.ts";
import { FakeExchange, type FakeRequest } from "./fake-exchange.ts";
import { Recorder } from "./recorder.ts";
import { Replay } from "./replay.ts";

const replay = new Replay();

/** A test whose answers are given again through `app.fetch` and through a socket. */
function test(name: string, run: () => unknown): void {
  nodeTest(name, async () => {
    await run();
    await replay.run();
  });
}

function ask(app: App, request: FakeRequest): FakeExchange {
  const exchange = new FakeExchange(request);
  app.handle(exchange);
  replay.add(app, request, exchange);
  return exchange;
}

test("parameters are decoded one by one; %2F stays inside its segment", () => {
  const app = new App();
  app.get("/items/{item_id}", ({ path }) => path);
  app.get("/files/{owner}/{rest...}", ({ path }) => path);
  assert.equal(ask(app, { path: "/items/a%2Fb%20%C3%A9" }).sentBody, '{"item_id":"a/b é"}');
  assert.equal(ask(app, { path: "/files/me/a/%2F/b/" }).sentBody, '{"owner":"me","rest":"a///b/"}');
  assert.equal(ask(app, { path: "/files/me/" }).sentBody, '{"owner":"me","rest":""}');
});

test("bad percent-encoding in a parameter is 400 with a JSON detail", () => {
  const app = new App();
  app.get("/items/{item_id}", () => 1);
  for (const bad of ["%", "%2", "%zz", "%ff", "%C3"]) {
    const exchange = ask(app, { path: `/items/${bad}` });
    assert.equal(exchange.status, 400);
    assert.equal(exchange.sentBody, '{"detail":"The path parameter item_id is not valid percent-encoded UTF-8"}');
    assert.equal(exchange.sent("content-type"), "application/json");
  }
});

test("what matches nothing is 404 in JSON", () => {
  const app = new App();
  app.get("/items/{item_id}", () => 1);
  for (const path of ["/", "/items", "/items/", "/items/1/2", "*", "example.test:80"]) {
    const exchange = ask(app, { path });
    assert.equal(exchange.status, 404, path);
    assert.equal(exchange.sentBody, '{"detail":"Not Found"}');
  }
});

test("a wrong method is 405 with the methods of all matching templates", () => {
  const app = new App();
  app.get("/users/me", () => 1);
  app.delete("/users/{id}", () => 1);
  app.put("/users/{rest...}", () => 1);
  app.post("/other", () => 1);
  const exchange = ask(app, { method: "PATCH", path: "/users/me" });
  assert.equal(exchange.status, 405);
  assert.equal(exchange.sentBody, '{"detail":"Method Not Allowed"}');
  assert.equal(exchange.sent("allow"), "DELETE, GET, HEAD, PUT");
  assert.equal(exchange.sent("content-type"), "application/json");
  assert.equal(ask(app, { method: "OPTIONS", path: "/other" }).sent("allow"), "POST");
  assert.equal(ask(app, { method: "get", path: "/other" }).status, 405);
});

test("OPTIONS and HEAD answer with their own route where there is one", () => {
  const app = new App();
  app.get("/a", () => "get");
  app.head("/a", (_, { reply }) => void reply.headers.set("x-own", "1"));
  app.options("/a", () => "options");
  assert.equal(ask(app, { method: "OPTIONS", path: "/a" }).sentBody, '"options"');
  assert.equal(ask(app, { method: "HEAD", path: "/a" }).sent("x-own"), "1");
});

test("HEAD is answered by every GET, parameters included", async () => {
  const app = new App();
  app.get("/a/{id}", ({ path }) => path.id);
  assert.equal(ask(app, { method: "HEAD", path: "/a/7" }).status, 200);
  const response = await app.fetch(new Request("http://a/a/7", { method: "HEAD" }));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-length"), "3");
  assert.equal(await response.text(), "");
});

test("the other form of a path with or without its slash is a 307 for every method, query kept", () => {
  const app = new App();
  app.post("/items", () => 1);
  app.get("/dirs/", () => 1);
  app.get("/files/{rest...}", () => 1);
  const redirected = (request: FakeRequest) => {
    const exchange = ask(app, request);
    assert.equal(exchange.status, 307);
    assert.equal(exchange.sentBody, null);
    return exchange.sent("location");
  };
  assert.equal(redirected({ method: "POST", path: "/items/", query: "a=1&b" }), "http://example.test/items?a=1&b");
  assert.equal(redirected({ method: "GET", path: "/items/" }), "http://example.test/items");
  assert.equal(redirected({ path: "/items///" }), "http://example.test/items");
  assert.equal(redirected({ path: "/dirs", scheme: "https", authority: "h:8443" }), "https://h:8443/dirs/");
  assert.equal(redirected({ path: "/files" }), "http://example.test/files/");
});

test("no slash redirect where something matched, for the root, or when switched off", () => {
  const app = new App();
  app.post("/items", () => 1);
  app.get("/items/", () => 1);
  assert.equal(ask(app, { method: "GET", path: "/items" }).status, 405);
  assert.equal(ask(app, { path: "/" }).status, 404);
  const strict = new App({ redirectSlashes: false });
  strict.get("/items", () => 1);
  assert.equal(ask(strict, { path: "/items/" }).status, 404);
});

test("a slash redirect never names another host", () => {
  const app = new App();
  app.get("/{name}", () => 1);
  app.get("/{a}/{b}/", () => 1);
  for (const authority of ["example.test", ""]) {
    for (const path of [
      "//evil.com",
      "//evil.com/",
      "///evil.com/",
      "/\\evil.com/",
      "/\\evil.com",
      "/evil.com/x",
      "//",
    ]) {
      const exchange = ask(app, { path, authority });
      if (exchange.status === 404 || exchange.status === 200) continue;
      assert.equal(exchange.status, 307);
      const location = new URL(exchange.sent("location") ?? "", "http://example.test/");
      assert.equal(location.host, "example.test", path);
      assert.doesNotMatch(exchange.sent("location") ?? "", /\\|^\/\//);
    }
  }
  assert.equal(ask(app, { path: "/a/", authority: "" }).sent("location"), "/a");
});

test("routers nest, with prefixes of their own and of their include, and parameters in them", () => {
  const repos = new Router({ prefix: "/repos" });
  repos.get("/{repo}", ({ path }) => path);
  const orgs = new Router({ prefix: "/orgs/{org}" });
  orgs.get("", ({ path }) => path.org);
  orgs.include(repos);
  const app = new App();
  app.include(orgs, { prefix: "/v1" });
  app.include(orgs, { prefix: "/v2" });
  assert.equal(ask(app, { path: "/v1/orgs/a" }).sentBody, '"a"');
  assert.equal(ask(app, { path: "/v2/orgs/a/repos/b" }).sentBody, '{"org":"a","repo":"b"}');
});

test("a route added to a router after its include is served, and the first of two twins", async () => {
  const app = new App();
  const inner = new Router();
  const outer = new Router({ prefix: "/o" });
  outer.include(inner, { prefix: "/i" });
  app.include(outer);
  inner.get("/late", () => 1);
  assert.equal(ask(app, { path: "/o/i/late" }).status, 200);
  assert.deepEqual(
    app.routes.map(({ method, template }) => `${method} ${template}`),
    ["GET /o/i/late"],
  );
  const log = new Recorder();
  app.logger = log;
  app.get("/o/i/late", () => 2);
  assert.equal(ask(app, { path: "/o/i/late" }).sentBody, "1");
  await app.start();
  assert.equal(log.at("warn").length, 1);
  assert.match(
    log.at("warn")[0],
    /GET \/o\/i\/late \(.*routing\.test\.ts:\d+:\d+\) is never reached: .* was registered before/,
  );
});

test("a route tells its name, and the tags of everything it stands in", () => {
  const app = new App({ tags: ["all"] });
  const router = new Router({ tags: ["items"] });
  router.get("/a", { tags: ["own", "items"] }, function readA() {});
  router.get("/b", { name: "b" }, function readB() {});
  router.get("/c", () => 1);
  app.include(router, { tags: ["v1"] });
  assert.deepEqual(
    app.routes.map(({ name, tags }) => [name, tags]),
    [
      ["readA", ["all", "v1", "items", "own"]],
      ["b", ["all", "v1", "items"]],
      [undefined, ["all", "v1", "items"]],
    ],
  );
});

test("a router's route may be empty: an include's prefix is its whole path", async () => {
  const router = new Router();
  router.get("", () => ["OK"]);
  router.get("/{id}", ({ path }) => path.id);
  const app = new App();
  app.include(router, { prefix: "/items" });
  assert.equal(ask(app, { path: "/items" }).sentBody, '["OK"]');
  assert.equal(ask(app, { path: "/items/" }).status, 307);
  assert.equal(ask(app, { path: "/items/7" }).sentBody, '"7"');
  assert.throws(() => app.include(router), /GET {2}\(.*routing\.test\.ts:\d+:\d+\): route template ""/);
  assert.throws(() => app.get("", () => 1), /must start with/);
  const outer = new Router({ prefix: "/o" });
  outer.include(router);
  app.include(outer);
  assert.equal(ask(app, { path: "/o" }).sentBody, '["OK"]');
});

test("includes that cannot work are refused", () => {
  const app = new App();
  const a = new Router();
  const b = new Router();
  a.include(b);
  assert.throws(() => b.include(a), /cannot include itself/);
  assert.throws(() => a.include(a), /cannot include itself/);
  assert.throws(() => app.include("/v1" as never, a as never), /include: the first argument is not a Router/);
  assert.throws(() => app.include(a, { prefix: "v1" }), /must start with/);
  assert.throws(() => app.include(a, { prefix: "/v1/" }), /not end with/);
  assert.throws(() => new Router({ prefix: "/" }), /not end with/);
  const twice = new Router({ prefix: "/{id}" });
  assert.throws(() => twice.get("/{id}", () => 1), /\{id\} appears twice/);
});

test("what a module of a circle of imports has not made yet is refused, and never taken for nothing", () => {
  const app = new App();
  const missing = /is undefined: do its module and this one import each other\?$/;
  for (const name of ["path", "query", "headers", "cookies", "body", "form", "response", "use"]) {
    assert.throws(() => app.post("/a", { [name]: undefined }, () => 1), missing, name);
    if (name === "response") continue;
    assert.throws(() => dependency({ [name]: undefined } as object, () => 1), missing, name);
  }
  const undefinedUser = { user: undefined } as never;
  assert.throws(
    () => app.get("/a", { use: undefinedUser }, () => 1),
    /^TypeError: GET \/a: use\.user is undefined: do/,
  );
  assert.throws(() => app.get("/a", { use: [undefined] as never }, () => 1), /GET \/a: use\.0 is undefined: do/);
  assert.throws(() => app.get("/a", { query: { page: undefined as never } }, () => 1), /query\.page is undefined: do/);
  assert.throws(() => app.get("/a", { responses: { 404: undefined as never } }, () => 1), /404 is undefined: do/);
  assert.throws(() => new Router({ use: undefined }), missing);
  assert.throws(() => new App({ use: undefined }), missing);
  assert.throws(() => app.include(new Router(), { use: undefined }), missing);
  assert.throws(() => app.static("/s", ".", { use: undefined }), missing);
  assert.deepEqual(app.routes, []);
});

test("wrong options are refused where they are given, naming route and option", () => {
  const app = new App();
  const given = (options: object) => () => app.get("/a", options, () => 1);
  assert.throws(given({ sumary: "x" }), /^TypeError: GET \/a: unknown option "sumary"; did you mean "summary"\?$/);
  assert.throws(given({ view: 1 }), /GET \/a: unknown option "view"; known are path, query/);
  assert.throws(given({ status_code: 201 }), /GET \/a: unknown option "status_code"; it is called "status" here$/);
  assert.throws(given({ operation_id: "x" }), /"operation_id"; it is called "operationId" here$/);
  assert.throws(given({ constructor: 1 }), /unknown option "constructor"; known are/);
  assert.throws(() => app.get("/a", { status: 99 }, () => 1), /99 is not a status/);
  assert.throws(() => app.get("/a", { maxBodyBytes: -1 }, () => 1), /maxBodyBytes/);
  assert.throws(() => app.get("/a", {}, undefined as never), /handler is not a function/);
  assert.throws(
    () => (app.get as unknown as (template: string) => void)("/a"),
    /GET \/a: the handler is not a function/,
  );
  assert.throws(() => new App({ tittle: "x" } as object), /App: unknown option "tittle"; did you mean "title"\?/);
  assert.throws(() => new App({ docs_url: null } as object), /App: unknown option "docs_url"; it is called "docsUrl"/);
  assert.throws(() => new App({ openapiURL: null } as object), /"openapiURL"; it is called "openapiUrl"/);
  const dependencies = { dependencies: [] } as object;
  assert.throws(() => new Router(dependencies), /Router: unknown option "dependencies"; it is called "use" here/);
  assert.throws(
    () => app.include(new Router(), dependencies),
    /include: unknown option "dependencies"; it is called "use"/,
  );
  assert.throws(given(Object.freeze({ sumary: "x" })), /unknown option "sumary"/);
  assert.deepEqual(app.routes, []);
});
