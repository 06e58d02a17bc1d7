import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string().meta({ examples: ["Foo"] }),
    description: z
      .string()
      .nullable()
      .default(null)
      .meta({ examples: ["A very nice Item"] }),
    price: z.number().meta({ examples: [35.4] }),
    tax: z
      .number()
      .nullable()
      .default(null)
      .meta({ examples: [3.2] }),
  })
  .meta({ id: "Item" });

app.put("/items/{item_id}", { path: { item_id: z.int() }, body: Item }, function updateItem({ path, body }) {
  return { item_id: path.item_id, item: body };
});
