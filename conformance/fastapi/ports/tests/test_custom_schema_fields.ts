import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z
  .object({
    name: z.string(),
    description: z
      .string()
      .nullable()
      .meta({ jsonSchema: { type: ["string", "null"] } })
      .default(null),
  })
  .meta({ id: "Item", "x-something-internal": { level: 4 } });

app.get("/foo", { response: Item }, function foo() {
  return { name: "Foo item" };
});
