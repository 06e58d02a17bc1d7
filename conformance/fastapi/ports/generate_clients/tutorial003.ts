import { App } from "flotilla";
import { z } from "zod";

export const app = new App({
  title: "FastAPI",
  operationId: ({ options, method, template }) => `${options.tags?.[0]}-${method.toLowerCase()}-${template}`,
});

const Item = z.object({ name: z.string(), price: z.number() }).meta({ id: "Item" });

const ResponseMessage = z.object({ message: z.string() }).meta({ id: "ResponseMessage" });

const User = z.object({ username: z.string(), email: z.string() }).meta({ id: "User" });

app.post("/items/", { tags: ["items"], body: Item, response: ResponseMessage }, function createItem() {
  return { message: "Item received" };
});

app.get("/items/", { tags: ["items"], response: z.array(Item) }, function getItems() {
  return [
    { name: "Plumbus", price: 3 },
    { name: "Portal Gun", price: 9001 },
  ];
});

app.post("/users/", { tags: ["users"], body: User, response: ResponseMessage }, function createUser() {
  return { message: "User received" };
});
