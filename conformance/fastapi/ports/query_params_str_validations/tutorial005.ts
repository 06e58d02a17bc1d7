import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { query: { q: z.string().min(3).default("fixedquery") } }, function readItems({ query: { q } }) {
  return { items: [{ item_id: "Foo" }, { item_id: "Bar" }], ...(q && { q }) };
});
