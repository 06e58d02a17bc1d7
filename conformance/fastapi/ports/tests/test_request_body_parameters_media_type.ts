import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const mediaType = "application/vnd.api+json";

const Product = z.object({ name: z.string(), price: z.number() }).meta({ id: "Product" });
const Shop = z.object({ name: z.string() }).meta({ id: "Shop" });

app.post("/products", { body: z.object({ data: Product }).meta({ id: "CreateProduct", mediaType }) }, () => null);

app.post(
  "/shops",
  { body: z.object({ data: Shop, included: z.array(Product).default([]) }).meta({ id: "CreateShop", mediaType }) },
  () => null,
);
