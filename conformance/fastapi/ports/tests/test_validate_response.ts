import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({
  name: z.string(),
  price: z.number().nullable().default(null),
  owner_ids: z.array(z.int()).nullable().default(null),
});

app.get(
  "/items/validnone",
  { query: { send_none: z.boolean().default(false) }, response: Item.nullable() },
  function getValidNone({ query }) {
    return query.send_none ? null : { name: "invalid", price: 3.2 };
  },
);
