import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    title: z.string(),
    timestamp: z.iso.datetime({ local: true, offset: true }),
    description: z.string().nullable().default(null),
  })
  .meta({ id: "Item" });

app.put("/items/{id}", { body: Item }, function updateItem({ body }) {
  return Response.json(body);
});
