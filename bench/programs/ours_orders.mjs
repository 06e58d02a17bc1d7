// A validated order through `serve`: nested body, response schema. From the built package.
import { App } from "flotilla";
import { serve } from "flotilla/server";
import { z } from "zod";

const Item = z.object({
  sku: z.string().min(1),
  name: z.string(),
  price: z.number().positive(),
  quantity: z.int().min(1),
});
const Order = z.object({
  id: z.int(),
  customer: z.object({ name: z.string(), email: z.string(), vip: z.boolean() }),
  items: z.array(Item),
  note: z.string().optional(),
});
const Receipt = z.object({ id: z.int(), total: z.number(), items: z.array(Item) });

const app = new App({ title: "Orders", version: "1.0.0" });
app.get("/hello", () => ({ message: "Hello, World!" }));
app.post("/orders", { body: Order, response: Receipt }, ({ body }) => {
  let total = 0;
  for (const { price, quantity } of body.items) total += price * quantity;
  return { id: body.id, total, items: body.items };
});
await serve(app, { port: Number(process.env.PORT) });
