import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/users/{user_id}/items/{item_id}",
  { path: { user_id: z.int() }, query: { q: z.string().nullish(), short: z.boolean().default(false) } },
  function readUserItem({ path, query: { q, short } }) {
    return {
      item_id: path.item_id,
      owner_id: path.user_id,
      ...(q && { q }),
      ...(!short && { description: "This is an amazing item that has a long description" }),
    };
  },
);
