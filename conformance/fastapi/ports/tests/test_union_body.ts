import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string().nullish() }).meta({ id: "Item" });
const OtherItem = z.object({ price: z.int() }).meta({ id: "OtherItem" });

app.post("/items/", { body: z.union([OtherItem, Item]) }, function saveUnionBody({ body }) {
  return { item: body };
});
