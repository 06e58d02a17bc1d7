import { App, event, events } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const items = [
  { name: "Plumbus", price: 32.99 },
  { name: "Portal Gun", price: 999.99 },
  { name: "Meeseeks Box", price: 49.99 },
];

app.get("/items/stream", { response: events(z.unknown()) }, async function* streamItems() {
  yield event({ comment: "stream of item updates" });
  for (const [at, item] of items.entries()) {
    yield event({ data: item, event: "item_update", id: String(at + 1), retryMs: 5000 });
  }
});
