import { App, events } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), description: z.string().nullable() }).meta({ id: "Item" });

const items = [
  { name: "Plumbus", description: "A multi-purpose household device." },
  { name: "Portal Gun", description: "A portal opening device." },
  { name: "Meeseeks Box", description: "A box that summons a Meeseeks." },
];

app.get("/items/stream", { response: events(Item) }, async function* sseItems() {
  yield* items;
});

app.get("/items/stream-no-async", { response: events(Item) }, async function* sseItemsNoAsync() {
  yield* items;
});

app.get("/items/stream-no-annotation", { response: events(z.unknown()) }, async function* sseItemsNoAnnotation() {
  yield* items;
});

app.get(
  "/items/stream-no-async-no-annotation",
  { response: events(z.unknown()) },
  async function* sseItemsNoAsyncNoAnnotation() {
    yield* items;
  },
);
