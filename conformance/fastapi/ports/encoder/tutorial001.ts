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

const db = new Map<string, z.output<typeof Item>>();

app.put("/items/{id}", { body: Item }, function updateItem({ path, body }) {
  db.set(path.id, body);
});
