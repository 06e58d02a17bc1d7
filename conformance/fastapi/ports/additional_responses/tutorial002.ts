import { App, sendFile } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

const Item = z.object({ id: z.string(), value: z.string() }).meta({ id: "Item" });

app.get(
  "/items/{item_id}",
  {
    query: { img: z.boolean().nullish() },
    response: Item,
    responses: { 200: { content: { "image/png": {} }, description: "Return the JSON item or an image." } },
  },
  function readItem({ query }) {
    if (query.img) return sendFile("image.png", { contentType: "image/png" });
    return { id: "foo", value: "there goes my hero" };
  },
);
