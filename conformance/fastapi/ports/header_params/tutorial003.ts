import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/items/",
  { headers: { x_token: z.array(z.string()).nullable().default(null) } },
  function readItems({ headers }) {
    return { "X-Token values": headers.x_token };
  },
);
