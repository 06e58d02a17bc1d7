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

app.post("/items/", { body: Item }, function createItem({ body: item }) {
  return item.tax === null ? item : { ...item, price_with_tax: item.price + item.tax };
});
