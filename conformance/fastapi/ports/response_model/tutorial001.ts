import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Item" });

app.post("/items/", { body: Item, response: Item }, function createItem({ body }) {
  return body;
});

app.get("/items/", { response: z.array(Item) }, function readItems() {
  return [
    { name: "Portal Gun", price: 42.0 },
    { name: "Plumbus", price: 32.0 },
  ];
});
