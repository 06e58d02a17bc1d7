import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/multi-query", { query: { foo: z.int().gt(2).lt(10) } }, function get({ query }) {
  return query.foo;
});
