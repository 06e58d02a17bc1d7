import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/{item_id}", { query: { q: z.string().nullish() } }, function readItem({ path, query }) {
  return query.q ? { item_id: path.item_id, q: query.q } : { item_id: path.item_id };
});
