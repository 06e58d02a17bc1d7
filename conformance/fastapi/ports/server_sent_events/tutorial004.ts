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
  { headers: { last_event_id: z.int().nullable().default(null) }, response: events(z.unknown()) },
  async function* streamItems({ headers }) {
    const start = headers.last_event_id === null ? 0 : headers.last_event_id + 1;
    for (const [at, item] of items.entries()) {
      if (at >= start) yield event({ data: item, id: String(at) });
    }
  },
);
