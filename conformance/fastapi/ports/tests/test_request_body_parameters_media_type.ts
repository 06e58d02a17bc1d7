import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const mediaType = "application/vnd.api+json";

const Product = z.object({ name: z.string(), price: z.number() }).meta({ id: "Product" });
const Shop = z.object({ name: z.string() }).meta({ id: "Shop" });

app.post("/products", { body: { data: Product.meta({ mediaType }) } }, function createProduct() {});

app.post(
  "/shops",
  { body: { data: Shop.meta({ mediaType }), included: z.array(Product).default([]) } },
  function createShop() {},
);
