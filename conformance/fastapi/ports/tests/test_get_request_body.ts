import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Product = z
  .object({ name: z.string(), description: z.string().optional(), price: z.number() })
  .meta({ id: "Product" });

app.get("/product", { body: Product }, function createItem({ body }) {
  return body;
});
