import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });
const ResponseMessage = z.object({ message: z.string() }).meta({ id: "ResponseMessage" });
const User = z.object({ username: z.string(), email: z.string() }).meta({ id: "User" });

app.post("/items/", { body: Item, response: ResponseMessage, tags: ["items"] }, function createItem() {
  return { message: "Item received" };
});

app.get("/items/", { response: z.array(Item), tags: ["items"] }, function getItems() {
  return [
    { name: "Plumbus", price: 3 },
    { name: "Portal Gun", price: 9001 },
  ];
});

app.post("/users/", { body: User, response: ResponseMessage, tags: ["users"] }, function createUser() {
  return { message: "User received" };
});
