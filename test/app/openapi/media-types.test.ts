import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { App, dependency, events, redirect } from "../../../src/index.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is read by hand here
const operation = (app: App, path: string, method = "get") => app.openapi().paths[path][method] as any;

test("a redirect has no content, unless the route says which", () => {
  const app = new App();
  app.get("/plain", { status: 307 }, () => redirect("/there"));
  app.get("/page", { status: 302, responses: { 302: { mediaType: "text/html", schema: z.string() } } }, () =>
    redirect("/there"),
  );
  assert.deepEqual(operation(app, "/plain").responses, { 307: { description: "Successful Response" } });
  assert.deepEqual(Object.keys(operation(app, "/page").responses[302].content), ["text/html"]);
});

test("events of anything may have no data, typed ones have it", () => {
  const app = new App();
  app.get("/any", { response: events(z.unknown()) }, async function* any() {});
  app.get("/typed", { response: events(z.int()) }, async function* typed() {});
  const itemSchema = (path: string) => operation(app, path).responses[200].content["text/event-stream"].itemSchema;
  assert.deepEqual(itemSchema("/any").properties.data, { type: "string" });
  assert.equal(Object.hasOwn(itemSchema("/any"), "required"), false);
  assert.equal(itemSchema("/typed").properties.data.contentSchema.type, "integer");
  assert.deepEqual(itemSchema("/typed").required, ["data"]);
});

test("the media type of a body is what its schema says, or the first of its fields that says one", () => {
  const app = new App();
  const mediaType = "application/vnd.api+json";
  const Item = z.object({ name: z.string() }).meta({ id: "Item" });
  app.post("/whole", { body: Item.meta({ mediaType }) }, () => null);
  app.post("/fields", { body: { count: z.int(), item: Item.meta({ mediaType }) } }, () => null);
  app.post("/json", { body: { item: Item } }, () => null);
  const types = (path: string) => Object.keys(operation(app, path, "post").requestBody.content);
  assert.deepEqual(
    [types("/whole"), types("/fields"), types("/json")],
    [[mediaType], [mediaType], ["application/json"]],
  );
});

test("an encoding is not named twice, as a format too", () => {
  const app = new App();
  app.post("/", { body: z.object({ data: z.base64(), day: z.iso.date() }) }, () => null);
  const { properties } = operation(app, "/", "post").requestBody.content["application/json"].schema;
  assert.deepEqual(properties.data, { type: "string", contentEncoding: "base64", title: "Data" });
  assert.deepEqual(properties.day, { type: "string", format: "date", title: "Day" });
});

test("a body that a dependency reads by the same schema is described once", () => {
  const app = new App();
  const Item = z.object({ name: z.string() }).meta({ id: "Item" });
  const item = dependency({ body: Item }, ({ body }) => body);
  app.post("/", { body: Item, use: [item] }, () => null);
  assert.deepEqual(operation(app, "/", "post").requestBody.content["application/json"].schema, {
    $ref: "#/components/schemas/Item",
  });
});
