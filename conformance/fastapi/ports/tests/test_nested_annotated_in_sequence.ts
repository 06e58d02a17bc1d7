import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/", { query: { foo: z.set(z.string()).max(3).nullable().default(null) } }, function readRoot({ query }) {
  return query;
});
