import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const headers = { strange_header: z.string().nullable().default(null).meta({ convertUnderscores: false }) };

app.get("/items/", { headers }, function readItems({ headers }) {
  return headers;
});
