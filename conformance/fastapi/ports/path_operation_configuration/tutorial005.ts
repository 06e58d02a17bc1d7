import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z.string().nullable().default(null),
    price: z.number(),
    tax: z.number().nullable().default(null),
    tags: z.set(z.string()).default(() => new Set<string>()),
  })
  .meta({ id: "Item" });

const description = `Create an item with all the information:

- **name**: each item must have a name
- **description**: a long description
- **price**: required
- **tax**: if the item doesn't have tax, you can omit this
- **tags**: a set of unique tag strings for this item`;

app.post(
  "/items/",
  { summary: "Create an item", description, responseDescription: "The created item", body: Item, response: Item },
  function createItem({ body }) {
    return body;
  },
);
