import { App, event, events, Router } from "flotilla";
import { z } from "zod";

const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), description: z.string().nullable().default(null) }).meta({ id: "Item" });

const items = [
  { name: "Plumbus", description: "A multi-purpose household device." },
  { name: "Portal Gun", description: "A portal opening device." },
  { name: "Meeseeks Box", description: "A box that summons a Meeseeks." },
];

async function* allItems() {
  yield* items;
}

app.get("/items/stream", { response: events(Item) }, function sseItems() {
  return allItems();
});

app.get("/items/stream-sync", { response: events(Item) }, function sseItemsSync() {
  return allItems();
});

app.get("/items/stream-no-annotation", { response: events(z.unknown()) }, function sseItemsNoAnnotation() {
  return allItems();
});

app.get("/items/stream-sync-no-annotation", { response: events(z.unknown()) }, function sseItemsSyncNoAnnotation() {
  return allItems();
});

app.get("/items/stream-dict", { response: events(z.unknown()) }, function sseItemsDict() {
  return allItems();
});

app.get("/items/stream-sse-event", { response: events(z.unknown()) }, async function* sseItemsEvent() {
  yield event({ data: "hello", event: "greeting", id: "1" });
  yield event({ data: { key: "value" }, event: "json-data", id: "2" });
  yield event({ comment: "just a comment" });
  yield event({ data: "retry-test", retryMs: 5000 });
});

app.get("/items/stream-mixed", { response: events(z.unknown()) }, async function* sseItemsMixed() {
  yield* items;
  yield event({ data: "custom-event", event: "special" });
  yield items[1];
});

app.get("/items/stream-string", { response: events(z.unknown()) }, async function* sseItemsString() {
  yield event({ data: "plain text data" });
});

app.post("/items/stream-post", { response: events(Item) }, function sseItemsPost() {
  return allItems();
});

app.get("/items/stream-raw", { response: events(z.unknown()) }, async function* sseItemsRaw() {
  yield event({ rawData: "plain text without quotes" });
  yield event({ rawData: "<div>html fragment</div>", event: "html" });
  yield event({ rawData: "cpu,87.3,1709145600", event: "csv" });
});

const router = new Router();

router.get("/events", { response: events(z.unknown()) }, async function* streamEvents() {
  yield { msg: "hello" };
  yield { msg: "world" };
});

router.get("/events-typed", { response: events(Item) }, function streamEventsTyped() {
  return allItems();
});

app.include(router, { prefix: "/api" });

function appOfItems(): App {
  const app = new App({ title: "FastAPI" });
  app.get("/api/stream", { response: events(Item) }, allItems);
  return app;
}

export const apps = { app, default_app_app: appOfItems(), default_parent_app: appOfItems() };
