import { App, HTTPError, status, ValidationError } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

app.catch(HTTPError, (error, { log }) => {
  log.log("warn", `OMG! An HTTP error!: ${error.message}`);
  return status(error.status, { detail: error.detail }, error.headers);
});

app.catch(ValidationError, (error, { log }) => {
  log.log("warn", `OMG! The client sent invalid data!: ${error.message}`);
  return status(422, { detail: error.problems });
});

app.get("/items/{item_id}", { path: { item_id: z.int() } }, function readItem({ path }) {
  if (path.item_id === 3) throw new HTTPError(418, "Nope! I don't like 3.");
  return path;
});
