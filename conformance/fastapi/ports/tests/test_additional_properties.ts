import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Items = z.object({ items: z.record(z.string(), z.int()) }).meta({ id: "Items" });

app.post("/foo", { body: Items }, function foo({ body }) {
  return body.items;
});
