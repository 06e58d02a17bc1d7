import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const FormData = z.strictObject({ username: z.string(), password: z.string() }).meta({ id: "FormData" });

app.post("/login/", { form: FormData }, function login({ form }) {
  return form;
});
