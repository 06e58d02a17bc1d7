import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Decimal = z.string().meta({ format: "decimal", exclusiveMinimum: 0 });
const Item = z.object({ name: z.string(), age: Decimal }).meta({ id: "Item" });

app.post("/items/", { body: z.array(Item) }, function saveItemNoBody({ body }) {
  return { item: body };
});
