import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const q = z
  .string()
  .regex(/^fixedquery$/)
  .nullish();

app.post("/items/", { form: { q } }, function readItems({ form: { q } }) {
  return q ? `Hello ${q}` : "Hello World";
});
