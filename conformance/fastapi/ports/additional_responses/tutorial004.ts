import { App, sendFile } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

const Item = z.object({ id: z.string(), value: z.string() }).meta({ id: "Item" });

const responses = {
  404: { description: "Item not found" },
  302: { description: "The item was moved" },
  403: { description: "Not enough privileges" },
};

app.get(
  "/items/{item_id}",
  {
    query: { img: z.boolean().nullish() },
    response: Item,
    responses: { ...responses, 200: { content: { "image/png": {} } } },
  },
  function readItem({ query }) {
    if (query.img) return sendFile("image.png", { contentType: "image/png" });
    return { id: "foo", value: "there goes my hero" };
  },
);
