import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Failure = z.object({ status: z.string(), title: z.string() }).meta({ id: "Error" });
const JsonApiError = z.object({ errors: z.array(Failure) }).meta({ id: "JsonApiError" });
const mediaType = "application/vnd.api+json";

app.get(
  "/a",
  { status: 204, responses: { 500: { description: "Error", schema: JsonApiError, mediaType } } },
  function a() {},
);

app.get("/b", { responses: { 204: { description: "No Content" } } }, function b() {});
