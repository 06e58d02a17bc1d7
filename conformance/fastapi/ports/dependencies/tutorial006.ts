import { App, dependency, HTTPError } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const verifyToken = dependency({ headers: { x_token: z.string() } }, ({ headers }) => {
  if (headers.x_token !== "fake-super-secret-token") throw new HTTPError(400, "X-Token header invalid");
});

const verifyKey = dependency({ headers: { x_key: z.string() } }, ({ headers }) => {
  if (headers.x_key !== "fake-super-secret-key") throw new HTTPError(400, "X-Key header invalid");
  return headers.x_key;
});

app.get("/items/", { use: [verifyToken, verifyKey] }, function readItems() {
  return [{ item: "Foo" }, { item: "Bar" }];
});
