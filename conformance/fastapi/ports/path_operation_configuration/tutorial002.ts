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

app.post("/items/", { tags: ["items"], body: Item, response: Item }, function createItem({ body }) {
  return body;
});

app.get("/items/", { tags: ["items"] }, function readItems() {
  return [{ name: "Foo", price: 42 }];
});

app.get("/users/", { tags: ["users"] }, function readUsers() {
  return [{ username: "johndoe" }];
});
