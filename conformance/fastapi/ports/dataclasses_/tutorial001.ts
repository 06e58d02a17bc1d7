import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    price: z.number(),
    description: z.string().nullable().default(null),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

app.post("/items/", { body: Item }, function createItem({ body }) {
  return body;
});
