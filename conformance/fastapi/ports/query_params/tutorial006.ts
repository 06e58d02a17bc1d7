import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const query = { needy: z.string(), skip: z.int().default(0), limit: z.int().nullable().default(null) };

app.get("/items/{item_id}", { query }, function readUserItem({ path, query }) {
  return { item_id: path.item_id, ...query };
});
