import { App, Router } from "flotilla";
import { z } from "zod";

const Data = z.record(z.string(), z.unknown());

const lax = new Router({ prefix: "/lax", strictContentType: false });
const strict = new Router({ prefix: "/strict", strictContentType: true });
const inherited = new Router({ prefix: "/default" });

lax.post("/items/", { body: Data }, function laxPost({ body }) {
  return body;
});

strict.post("/items/", { body: Data }, function strictPost({ body }) {
  return body;
});

inherited.post("/items/", { body: Data }, function defaultPost({ body }) {
  return body;
});

export const app = new App({ title: "FastAPI" });
app.include(lax);
app.include(strict);
app.include(inherited);
