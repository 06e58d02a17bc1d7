import { App, jsonLines } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), description: z.string().nullable() }).meta({ id: "Item" });

const items = [
  { name: "Plumbus", description: "A multi-purpose household device." },
  { name: "Portal Gun", description: "A portal opening device." },
  { name: "Meeseeks Box", description: "A box that summons a Meeseeks." },
];

app.get("/items/stream", { response: jsonLines(Item) }, async function* streamItems() {
  yield* items;
});

app.get("/items/stream-no-async", { response: jsonLines(Item) }, async function* streamItemsNoAsync() {
  yield* items;
});

app.get("/items/stream-no-annotation", { response: jsonLines(z.unknown()) }, async function* streamItemsNoAnnotation() {
  yield* items;
});

app.get(
  "/items/stream-no-async-no-annotation",
  { response: jsonLines(z.unknown()) },
  async function* streamItemsNoAsyncNoAnnotation() {
    yield* items;
  },
);
