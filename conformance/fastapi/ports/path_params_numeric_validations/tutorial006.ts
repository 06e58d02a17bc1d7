import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/items/{item_id}",
  {
    path: { item_id: z.int().min(0).max(1000).meta({ title: "The ID of the item to get" }) },
    query: { q: z.string(), size: z.number().gt(0).lt(10.5) },
  },
  function readItems({ path, query: { q, size } }) {
    return { item_id: path.item_id, ...(q && { q }), ...(size && { size }) };
  },
);
