import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const HttpUrl = z
  .url({ protocol: /^https?$/ })
  .min(1)
  .max(2083);

const Image = z.object({ url: HttpUrl, name: z.string() }).meta({ id: "Image" });

app.post("/images/multiple/", { body: z.array(Image) }, function createMultipleImages({ body }) {
  return body;
});
