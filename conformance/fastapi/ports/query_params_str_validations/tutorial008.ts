import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const q = z.string().min(3).nullish().meta({
  title: "Query string",
  description: "Query string for the items to search in the database that have a good match",
});

app.get("/items/", { query: { q } }, function readItems({ query: { q } }) {
  return { items: [{ item_id: "Foo" }, { item_id: "Bar" }], ...(q && { q }) };
});
