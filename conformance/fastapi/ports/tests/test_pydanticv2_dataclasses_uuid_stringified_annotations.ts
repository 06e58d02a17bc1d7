import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    id: z.uuid(),
    name: z.string(),
    price: z.number(),
    tags: z.array(z.string()).default([]),
    description: z.string().nullable().default(null),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

app.get("/item", { response: Item }, function readItem() {
  return {
    id: crypto.randomUUID(),
    name: "Island In The Moon",
    price: 12.99,
    description: "A place to be playin' and havin' fun",
    tags: ["breater"],
  };
});
