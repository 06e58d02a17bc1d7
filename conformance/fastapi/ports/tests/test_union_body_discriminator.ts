import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const FirstItem = z.object({ value: z.literal("first"), price: z.int() }).meta({ id: "FirstItem" });
const OtherItem = z.object({ value: z.literal("other"), price: z.number() }).meta({ id: "OtherItem" });

app.post(
  "/items/",
  {
    body: z.discriminatedUnion("value", [FirstItem, OtherItem]),
    query: { q: z.string().meta({ description: "Query string" }) },
    response: z.record(z.string(), z.unknown()),
  },
  function saveUnionBodyDiscriminator({ body: item }) {
    return { item };
  },
);
