import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

app.put(
  "/items/{item_id}",
  {
    path: { item_id: z.int().min(0).max(1000).meta({ title: "The ID of the item to get" }) },
    query: { q: z.string().nullish() },
    body: Item.nullish(),
  },
  function updateItem({ path, query: { q }, body: item }) {
    return { item_id: path.item_id, ...(q && { q }), ...(item && { item }) };
  },
);
