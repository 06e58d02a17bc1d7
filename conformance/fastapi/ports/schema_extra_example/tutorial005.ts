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

const body = Item.meta({
  openapiExamples: {
    normal: {
      summary: "A normal example",
      description: "A **normal** item works correctly.",
      value: { name: "Foo", description: "A very nice Item", price: 35.4, tax: 3.2 },
    },
    converted: {
      summary: "An example with converted data",
      description: "FastAPI can convert price `strings` to actual `numbers` automatically",
      value: { name: "Bar", price: "35.4" },
    },
    invalid: {
      summary: "Invalid data is rejected with an error",
      value: { name: "Baz", price: "thirty five point four" },
    },
  },
});

app.put("/items/{item_id}", { path: { item_id: z.int() }, body }, function updateItem({ path, body }) {
  return { item_id: path.item_id, item: body };
});
