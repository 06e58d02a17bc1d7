import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const ModelWithDatetimeField = z.object({
  dt_field: z
    .date()
    .transform((at) => at.toISOString().replace(/\.\d+Z$/, "+00:00"))
    .pipe(z.iso.datetime({ offset: true })),
});

app.get("/model", { response: ModelWithDatetimeField }, function getModel() {
  return { dt_field: new Date("2019-01-01T08:00:00Z") };
});
