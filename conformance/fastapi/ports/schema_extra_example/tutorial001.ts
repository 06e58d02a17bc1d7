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
  .meta({ id: "Item", examples: [{ name: "Foo", description: "A very nice Item", price: 35.4, tax: 3.2 }] });

app.put("/items/{item_id}", { path: { item_id: z.int() }, body: Item }, function updateItem({ path, body }) {
  return { item_id: path.item_id, item: body };
});
