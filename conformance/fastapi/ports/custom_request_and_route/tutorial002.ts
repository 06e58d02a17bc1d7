import { App, ValidationError } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.catch(ValidationError, async function showBody(error, context) {
  const body = await context.request.text();
  return { detail: { errors: error.problems, body } };
});

app.post("/", { body: z.array(z.int()) }, function sumNumbers({ body }) {
  return body.reduce((sum, number) => sum + number, 0);
});
