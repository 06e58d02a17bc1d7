import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

// zod's own number is never infinite.
const anyNumber = z
  .custom<number>((value) => typeof value === "number")
  .meta({ jsonSchema: { type: "number" }, allowInfNan: true })
  .default(0);

app.post(
  "/",
  {
    query: { x: anyNumber, y: z.number().default(0), z: anyNumber },
    body: z.number().default(0),
    response: z.string(),
  },
  function get() {
    return "OK";
  },
);
