import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const ResponseMessage = z.object({ message: z.string() }).meta({ id: "ResponseMessage" });

app.post("/items/", { body: Item, response: ResponseMessage }, function createItem() {
  return { message: "item received" };
});

app.get("/items/", { response: z.array(Item) }, function getItems() {
  return [
    { name: "Plumbus", price: 3 },
    { name: "Portal Gun", price: 9001 },
  ];
});
