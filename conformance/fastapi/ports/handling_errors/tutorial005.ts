import { App, status, ValidationError } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

app.catch(ValidationError, (error) => status(422, { detail: error.problems, body: error.body }));

const Item = z.object({ title: z.string(), size: z.int() }).meta({ id: "Item" });

app.post("/items/", { body: Item }, function createItem({ body }) {
  return body;
});
