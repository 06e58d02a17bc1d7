import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().max(300).nullable().default(null).meta({ title: "The description of the item" }),
    price: z.number().positive().meta({ description: "The price must be greater than zero" }),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

app.put("/items/{item_id}", { path: { item_id: z.int() }, body: { item: Item } }, function updateItem({ path, body }) {
  return { item_id: path.item_id, item: body.item };
});
