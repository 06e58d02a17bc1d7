import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string().nullable().default(null),
    description: z.string().nullable().default(null),
    price: z.number().nullable().default(null),
    tax: z.number().default(10.5),
    tags: z.array(z.string()).default([]),
  })
  .meta({ id: "Item" });

const items = new Map<string, z.input<typeof Item>>([
  ["foo", { name: "Foo", price: 50.2 }],
  ["bar", { name: "Bar", description: "The bartenders", price: 62, tax: 20.2 }],
  ["baz", { name: "Baz", description: null, price: 50.2, tax: 10.5, tags: [] }],
]);

app.get("/items/{item_id}", { response: Item }, function readItem({ path }) {
  return items.get(path.item_id) ?? {};
});

app.patch("/items/{item_id}", { body: Item, response: Item }, async function updateItem({ path, body }, { request }) {
  const sent = (await request.json()) as Partial<typeof body>;
  const updated = { ...Item.parse(items.get(path.item_id)), ...sent };
  items.set(path.item_id, updated);
  return updated;
});
