import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({
  name: z.string(),
  price: z.number().nullable().default(null),
  owner_ids: z.array(z.int()).nullable().default(null),
});

app.get("/items/valid", { response: Item }, function getValid() {
  return { name: "valid", price: 1 };
});

app.get("/items/coerce", { response: Item }, function getCoerce() {
  return { name: "coerce", price: Number("1.0") };
});

app.get("/items/validlist", { response: z.array(Item) }, function getValidlist() {
  return [{ name: "foo" }, { name: "bar", price: 1 }, { name: "baz", price: 2, owner_ids: [1, 2, 3] }];
});
