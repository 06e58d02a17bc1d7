import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Cookies = z.object({
  session_id: z.string(),
  fatebook_tracker: z.string().nullable().default(null),
  googall_tracker: z.string().nullable().default(null),
});

app.get("/items/", { cookies: Cookies }, function readItems({ cookies }) {
  return cookies;
});
