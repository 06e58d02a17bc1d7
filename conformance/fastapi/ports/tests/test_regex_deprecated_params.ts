import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const q = z
  .string()
  .regex(/^fixedquery$/)
  .nullish();

app.get("/items/", { query: { q } }, function readItems({ query: { q } }) {
  return q ? `Hello ${q}` : "Hello World";
});
