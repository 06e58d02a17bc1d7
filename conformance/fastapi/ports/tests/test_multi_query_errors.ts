import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { query: { q: z.array(z.int()).optional() } }, function readItems({ query }) {
  return query;
});
