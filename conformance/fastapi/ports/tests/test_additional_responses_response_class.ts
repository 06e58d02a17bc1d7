import { App } from "flotilla";
import { z } from "zod";

const Failure = z.object({ status: z.string(), title: z.string() }).meta({ id: "Error" });
const JsonApiError = z.object({ errors: z.array(Failure) }).meta({ id: "JsonApiError" });
const mediaType = "application/vnd.api+json";

export const app = new App({ title: "FastAPI" });

app.get(
  "/a",
  {
    responses: {
      200: { content: { [mediaType]: { schema: {} } } },
      500: { description: "Error", schema: JsonApiError, mediaType },
    },
  },
  function a() {},
);

app.get("/b", { responses: { 500: { description: "Error", schema: Failure } } }, function b() {});
