import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const CommonHeaders = z.object({
  host: z.string(),
  save_data: z.boolean(),
  if_modified_since: z.string().nullable().default(null),
  traceparent: z.string().nullable().default(null),
  x_tag: z.array(z.string()).default([]),
});

app.get("/items/", { headers: CommonHeaders }, function readItems({ headers }) {
  return headers;
});
