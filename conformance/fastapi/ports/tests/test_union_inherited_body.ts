import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string().nullish() }).meta({ id: "Item" });
const ExtendedItem = Item.extend({ age: z.int() }).meta({ id: "ExtendedItem" });

app.post("/items/", { body: z.union([ExtendedItem, Item]) }, function saveUnionDifferentBody({ body }) {
  return { item: body };
});
