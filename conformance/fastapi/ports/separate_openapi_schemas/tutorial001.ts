import { App } from "flotilla";
import { z } from "zod";

const Item = z.object({ name: z.string(), description: z.string().nullable().default(null) }).meta({ id: "Item" });

export const app = new App({ title: "FastAPI" });

app.post("/items/", { body: Item }, function createItem({ body }) {
  return body;
});

app.get("/items/", { response: z.array(Item) }, function readItems() {
  return [{ name: "Portal Gun", description: "Device to travel through the multi-rick-verse" }, { name: "Plumbus" }];
});
