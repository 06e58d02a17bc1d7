import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const ModelWithRef = z.object({ $ref: z.string() }).meta({ id: "ModelWithRef" });

app.get("/", { response: ModelWithRef }, function readRoot() {
  return { $ref: "some-ref" };
});
