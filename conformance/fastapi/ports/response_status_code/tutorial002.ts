import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/items/", { status: 201, query: { name: z.string() } }, function createItem({ query }) {
  return query;
});
