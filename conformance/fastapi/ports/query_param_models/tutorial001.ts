import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const FilterParams = z.object({
  limit: z.int().positive().max(100).default(100),
  offset: z.int().min(0).default(0),
  order_by: z.literal(["created_at", "updated_at"]).default("created_at"),
  tags: z.array(z.string()).default([]),
});

app.get("/items/", { query: FilterParams }, function readItems({ query }) {
  return query;
});
