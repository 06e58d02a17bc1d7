import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const ItemGroup = z.object({ items: z.array(z.tuple([z.string(), z.string()])) }).meta({ id: "ItemGroup" });
const Coordinate = z.object({ x: z.number(), y: z.number() }).meta({ id: "Coordinate" });

app.post("/model-with-tuple/", { body: ItemGroup }, function postModelWithTuple({ body }) {
  return body;
});

app.post("/tuple-of-models/", { body: z.tuple([Coordinate, Coordinate]) }, function postTupleOfModels({ body }) {
  return body;
});

app.post("/tuple-form/", { form: { values: z.tuple([z.int(), z.int()]) } }, function hello({ form }) {
  return form.values;
});
