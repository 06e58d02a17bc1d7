import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/urlencoded", { form: { age: z.int().nullish() } }, function postUrlEncoded({ form }) {
  return form.age;
});

app.post(
  "/multipart",
  { form: { age: z.int().nullish(), file: z.file().nullish() } },
  async function postMultiPart({ form }) {
    return { file: (await form.file?.text()) ?? null, age: form.age ?? null };
  },
);
