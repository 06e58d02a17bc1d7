import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/{item_id}", { query: { needy: z.string() } }, function readUserItem({ path, query }) {
  return { item_id: path.item_id, needy: query.needy };
});
