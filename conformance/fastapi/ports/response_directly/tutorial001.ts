import { App } from "flotilla";
import { z } from "zod";

const Item = z
  .object({
    title: z.string(),
    timestamp: z.iso.datetime({ local: true }),
    description: z.string().nullable().default(null),
  })
  .meta({ id: "Item" });

export const app = new App({ title: "FastAPI" });

app.put("/items/{id}", { body: Item }, function updateItem({ body }) {
  return Response.json(body);
});
