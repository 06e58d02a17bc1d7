import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().default(10.5),
  })
  .meta({ id: "Item" });

const items: { [id: string]: z.input<typeof Item> } = {
  foo: { name: "Foo", price: 50.2 },
  bar: { name: "Bar", description: "The Bar fighters", price: 62, tax: 20.2 },
  baz: { name: "Baz", description: "There goes my baz", price: 50.2, tax: 10.5 },
};

app.get("/items/{item_id}/name", { response: Item, include: ["name", "description"] }, function readItemName({ path }) {
  return items[path.item_id];
});

app.get("/items/{item_id}/public", { response: Item, exclude: ["tax"] }, function readItemPublicData({ path }) {
  return items[path.item_id];
});
