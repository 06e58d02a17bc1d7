import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const items = [{ item_name: "Foo" }, { item_name: "Bar" }, { item_name: "Baz" }];

const query = { skip: z.int().default(0), limit: z.int().default(10) };

app.get("/items/", { query }, function readItem({ query: { skip, limit } }) {
  return items.slice(skip, skip + limit);
});
