import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/login/", { form: { username: z.string(), password: z.string() } }, function login({ form }) {
  return { username: form.username };
});
