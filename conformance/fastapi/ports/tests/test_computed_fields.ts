import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Rectangle = z
  .object({ width: z.int(), length: z.int() })
  .transform(({ width, length }) => ({ width, length, area: width * length }))
  .pipe(
    z.object({ width: z.int(), length: z.int(), area: z.int().meta({ readOnly: true }) }).meta({ id: "Rectangle" }),
  );

app.get("/", { response: Rectangle }, function readRoot() {
  return { width: 3, length: 4 };
});

app.get("/responses", { response: Rectangle, responses: { 200: Rectangle } }, function readResponses() {
  return { width: 3, length: 4 };
});
