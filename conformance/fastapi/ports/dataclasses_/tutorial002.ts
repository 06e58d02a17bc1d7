import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    price: z.number(),
    tags: z.array(z.string()).default(() => []),
    description: z.string().nullable().default(null),
    tax: z.number().nullable().default(null),
  })
  .meta({ id: "Item" });

app.get("/items/next", { response: Item }, function readNextItem() {
  return {
    name: "Island In The Moon",
    price: 12.99,
    description: "A place to be playin' and havin' fun",
    tags: ["breater"],
  };
});
