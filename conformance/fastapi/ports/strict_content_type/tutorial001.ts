import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI", strictContentType: false });

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });

app.post("/items/", { body: Item }, function createItem({ body }) {
  return body;
});
