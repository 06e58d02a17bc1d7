import { App, status } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = { name: z.string().nullable().default(null), size: z.int().nullable().default(null) };

const items = new Map<string, { name: string | null; size: number | null }>([
  ["foo", { name: "Fighters", size: 6 }],
  ["bar", { name: "Tenders", size: 3 }],
]);

app.put("/items/{item_id}", { body: Item }, function upsertItem({ path, body }) {
  const known = items.has(path.item_id);
  items.set(path.item_id, body);
  return known ? body : status(201, body);
});
