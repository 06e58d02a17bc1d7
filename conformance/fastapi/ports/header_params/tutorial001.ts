import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { headers: { user_agent: z.string().nullish() } }, function readItems({ headers }) {
  return { "User-Agent": headers.user_agent };
});
