import { App, dependency, HTTPError, status, ValidationError } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.catch(HTTPError, () => status(200, { exception: "http-exception" }));
app.catch(ValidationError, () => status(200, { exception: "request-validation" }));
app.catch(Error, () => ({ exception: "server-error" }));

const failing = dependency(function* () {
  throw new RangeError();
  // biome-ignore lint/correctness/noUnreachable: it makes a dependency with an end, which is not reached
  yield;
});

app.get("/dependency-with-yield", { use: [failing] }, function withYield() {});

app.get("/http-exception", function routeWithHttpException() {
  throw new HTTPError(400);
});

app.get("/request-validation/{param}/", { path: { param: z.int() } }, function routeWithValidation() {});

app.get("/server-error", function routeWithServerError() {
  throw new Error("Oops!");
});
