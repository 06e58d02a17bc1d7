import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/{item_id}", { path: { item_id: z.unknown() } }, function readItem({ path }) {
  return path;
});
