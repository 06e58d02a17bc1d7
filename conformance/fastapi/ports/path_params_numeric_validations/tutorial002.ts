import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/items/{item_id}",
  { path: { item_id: z.int().meta({ title: "The ID of the item to get" }) }, query: { q: z.string() } },
  function readItems({ path, query: { q } }) {
    return { item_id: path.item_id, ...(q && { q }) };
  },
);
