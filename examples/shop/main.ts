import { App, compress, cors, redirect, requestId, status, timing } from "flotilla";
import { z } from "zod";
import { Conflict, NotFound } from "./errors.ts";
import { Problem } from "./models/common.ts";
import { scopes } from "./models/customer.ts";
import { OrderEvent } from "./models/order.ts";
import { admin } from "./routers/admin.ts";
import { auth } from "./routers/auth.ts";
import { carts } from "./routers/carts.ts";
import { categories } from "./routers/categories.ts";
import { customers } from "./routers/customers.ts";
import { events } from "./routers/events.ts";
import { files } from "./routers/files.ts";
import { notices, orders } from "./routers/orders.ts";
import { catalog, products } from "./routers/products.ts";
import { reviews } from "./routers/reviews.ts";

export const app = new App({
  title: "Acme Shop",
  version: "1.4.0",
  summary: "Everything a coyote needs",
  description: `Get a token at \`/auth/token\`. Scopes: ${Object.keys(scopes).join(", ")}.`,
  license: { name: "MIT", identifier: "MIT" },
  responses: { 400: { schema: Problem, description: "The request cannot be read: no UTF-8, or a broken form" } },
  openapiTags: [
    { name: "products", description: "What there is to buy." },
    { name: "carts", description: "What somebody is about to buy." },
    { name: "orders", description: "What was bought." },
    { name: "auth", description: "Tokens for programs, sessions for browsers." },
  ],
});

app.middleware(requestId());
app.middleware(timing());
app.middleware(
  cors({ origins: ["https://shop.example"], methods: ["*"], headers: ["Authorization"], credentials: true }),
);
app.middleware(compress());

app.catch(NotFound, ({ message }) => status(404, { detail: message }));
app.catch(Conflict, ({ message }) => status(409, { detail: message }));

app.get("/", { hidden: true }, () => redirect("/docs"));

app.get(
  "/health",
  { tags: ["health"], response: z.object({ status: z.literal("ok") }).meta({ id: "Health" }) },
  function getHealth() {
    return { status: "ok" as const };
  },
);

for (const router of [
  auth,
  categories,
  products,
  catalog,
  reviews,
  files,
  customers,
  carts,
  orders,
  notices,
  events,
  admin,
]) {
  app.include(router);
}

app.webhooks.post(
  "/order-changed",
  { summary: "What we call when an order changes", body: OrderEvent, status: 204 },
  function orderChanged() {},
);
