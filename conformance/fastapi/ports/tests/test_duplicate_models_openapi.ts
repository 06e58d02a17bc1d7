import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Model = z.object({}).meta({ id: "Model" });
const Model2 = z.object({ a: Model }).meta({ id: "Model2" });
const Model3 = z.object({ c: Model, d: Model2 }).meta({ id: "Model3" });

app.get("/", { response: Model3 }, function f() {
  return { c: {}, d: { a: {} } };
});
