import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const query = { q: z.string().nullish(), short: z.boolean().default(false) };

app.get("/items/{item_id}", { query }, function readItem({ path, query: { q, short } }) {
  return {
    item_id: path.item_id,
    ...(q && { q }),
    ...(!short && { description: "This is an amazing item that has a long description" }),
  };
});
