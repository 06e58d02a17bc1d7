import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const jsonList = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue("Invalid JSON");
      return z.NEVER;
    }
  })
  .pipe(z.array(z.string()));

app.post("/form-json-list", { form: { items: jsonList }, response: z.array(z.string()) }, ({ form }) => form.items);

app.get("/query-json-list", { query: { items: jsonList }, response: z.array(z.string()) }, ({ query }) => query.items);

app.get(
  "/header-json-list",
  { headers: { x_items: jsonList }, response: z.array(z.string()) },
  ({ headers }) => headers.x_items,
);

app.get(
  "/cookie-json-list",
  { cookies: { items: jsonList }, response: z.array(z.string()) },
  ({ cookies }) => cookies.items,
);
