import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/form/", { form: { username: z.string() } }, function postForm({ form }) {
  return form.username;
});
