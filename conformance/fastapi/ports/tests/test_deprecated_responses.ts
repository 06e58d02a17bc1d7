import { App } from "flotilla";
import { z } from "zod";

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });

export const app = new App({ title: "FastAPI" });

app.get("/items", { response: Item }, function getItems() {
  return { name: "widget", price: 9.99 };
});
