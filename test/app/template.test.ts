import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTemplate } from "../../src/app/template.ts";
import { App, Router } from "../../src/index.ts";

test("a malformed template is refused with a message that quotes it", () => {
  const cases: [string, RegExp][] = [
    ["", /must start with/],
    ["items", /must start with/],
    ["/{", /whole parameter/],
    ["/}", /whole parameter/],
    ["/{a}{b}", /whole parameter/],
    ["/x{a}", /whole parameter/],
    ["/{a}.txt", /whole parameter/],
    ["/{}", /not a name/],
    ["/{...}", /not a name/],
    ["/{a-b}", /not a name/],
    ["/{1a}", /not a name/],
    ["/{__proto__}", /cannot name/],
    ["/{a...}/b", /must be last/],
    ["/{a...}/", /must be last/],
    ["/{a}/{a}", /appears twice/],
    ["/{a}/{a...}", /appears twice/],
    ["/a//b", /empty/],
    ["//a", /empty/],
    ["/a?b", /query/],
    ["/a#b", /fragment/],
    ["/{rest:path}", /\{rest\.\.\.\}/],
    ["/{n:int}", /write \{n\} and say what it is in path: \{ n: z\.int\(\) \}/],
    ["/items/:id", /write \{id\} for a parameter \(or %3Aid for the text\)/],
    ["/files/*", /write \{rest\.\.\.\}/],
  ];
  for (const [template, message] of cases) {
    assert.throws(
      () => parseTemplate(template),
      (error) =>
        error instanceof TypeError && message.test(error.message) && error.message.includes(JSON.stringify(template)),
      template,
    );
    assert.throws(() => new App().get(template, () => 1), message);
  }
});

test("a template's text is matched as clients send it, percent-encoded", async () => {
  const app = new App();
  app.get("/café au lait/{id}", ({ path }) => path.id);
  app.get("/straße", () => "static");
  assert.equal(await (await app.fetch(new Request("http://a/caf%C3%A9%20au%20lait/ü"))).json(), "ü");
  assert.equal(await (await app.fetch(new Request("http://a/straße"))).json(), "static");
});

test("app.url() finds a route by its name, below what includes put before it", () => {
  const router = new Router({ prefix: "/items" });
  router.get("/{item_id}", { name: "items:read" }, () => 1);
  router.get("", function listItems() {
    return [];
  });
  const app = new App({ rootPath: "/cut/off" });
  app.include(router, { prefix: "/v1" });
  assert.equal(app.url("items:read", { item_id: 3 }), "/v1/items/3");
  assert.equal(app.url("listItems"), "/v1/items");
  assert.throws(() => app.url("items:write"), /no route has the name "items:write"/);
  assert.throws(() => app.url("items:read"), /item_id.* is missing/);
});

test("url() fills a template, encoding each value", () => {
  const app = new App();
  const item = app.get("/items/{item_id}", () => 1);
  const file = app.get("/files/{owner}/{path...}", () => 1);
  assert.equal(item.url({ item_id: 3 }), "/items/3");
  assert.equal(item.url({ item_id: "a/b c?" }), "/items/a%2Fb%20c%3F");
  assert.equal(file.url({ owner: "me", path: "a b/c" }), "/files/me/a%20b/c");
  assert.equal(file.url({ owner: "me", path: "" }), "/files/me/");
  assert.throws(() => item.url({ item_id: "" }), /must not be empty/);
  assert.throws(() => item.url({} as { item_id: string }), /item_id.* is missing/);
});
