import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/form/python-list", { form: { items: z.array(z.unknown()) } }, function postFormParamList({ form }) {
  return form.items;
});

app.post("/form/python-set", { form: { items: z.set(z.unknown()) } }, function postFormParamSet({ form }) {
  return form.items;
});

app.post(
  "/form/python-tuple",
  { form: { items: z.tuple([]).rest(z.unknown()) } },
  function postFormParamTuple({ form }) {
    return form.items;
  },
);
