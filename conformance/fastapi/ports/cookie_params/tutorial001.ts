import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { cookies: { ads_id: z.string().nullable().default(null) } }, function readItems({ cookies }) {
  return cookies;
});
