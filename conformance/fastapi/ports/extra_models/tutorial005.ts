import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/keyword-weights/", { response: z.record(z.string(), z.number()) }, function readKeywordWeights() {
  return { foo: 2.3, bar: 3.4 };
});
