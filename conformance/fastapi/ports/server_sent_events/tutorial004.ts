import { App, event, events } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const items = [
  { name: "Plumbus", price: 32.99 },
  { name: "Portal Gun", price: 999.99 },
  { name: "Meeseeks Box", price: 49.99 },
];

app.get(
  "/items/stream",
  { headers: { last_event_id: z.int().nullish() }, response: events(z.unknown()) },
  async function* streamItems({ headers: { last_event_id: last } }) {
    const start = typeof last === "number" ? last + 1 : 0;
    for (const [index, item] of items.entries()) if (index >= start) yield event({ data: item, id: String(index) });
  },
);
