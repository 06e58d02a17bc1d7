import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .min(1)
  .max(2083);

const Image = z.object({ url: HttpUrl, name: z.string() }).meta({ id: "Image" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(() => new Set<string>()),
    images: z.array(Image).nullable().default(null),
  })
  .meta({ id: "Item" });

app.put("/items/{item_id}", { path: { item_id: z.int() }, body: Item }, function updateItem({ path, body: item }) {
  return { item_id: path.item_id, item };
});
