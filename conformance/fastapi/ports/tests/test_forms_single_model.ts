import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const FormModel = z
  .object({
    username: z.string(),
    lastname: z.string(),
    age: z.int().nullable().default(null),
    tags: z.array(z.string()).default(["foo", "bar"]),
    with: z.string().default("nothing"),
  })
  .meta({ id: "FormModel" });

const FormModelExtraAllow = z.looseObject({ param: z.string() }).meta({ id: "FormModelExtraAllow" });

app.post("/form/", { form: FormModel }, function postForm({ form }) {
  return form;
});

app.post("/form-extra-allow/", { form: FormModelExtraAllow }, function postFormExtraAllow({ form }) {
  return form;
});
