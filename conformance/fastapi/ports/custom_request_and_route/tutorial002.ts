import { App, status, ValidationError } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

app.catch(ValidationError, (error) =>
  status(422, { detail: { errors: error.problems, body: JSON.stringify(error.body) } }),
);

app.post("/", { body: z.array(z.int()) }, function sumNumbers({ body }) {
  return body.reduce((sum, number) => sum + number, 0);
});
