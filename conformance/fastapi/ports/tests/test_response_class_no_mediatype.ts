import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Failure = z.object({ status: z.string(), title: z.string() }).meta({ id: "Error" });
const JsonApiError = z.object({ errors: z.array(Failure) }).meta({ id: "JsonApiError" });

app.get(
  "/a",
  { responses: { 200: { content: {} }, 500: { description: "Error", schema: JsonApiError } } },
  function a() {
    return new Response();
  },
);

app.get("/b", { responses: { 500: { description: "Error", schema: Failure } } }, function b() {});
