import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.post("/index-weights/", { body: z.record(z.int(), z.number()) }, function createIndexWeights({ body }) {
  return body;
});
