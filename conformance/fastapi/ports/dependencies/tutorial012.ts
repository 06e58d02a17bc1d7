import { App, dependency, HTTPError } from "flotilla";
import { z } from "zod";

const verifyToken = dependency({ headers: { x_token: z.string() } }, ({ headers }) => {
  if (headers.x_token !== "fake-super-secret-token") throw new HTTPError(400, "X-Token header invalid");
});

const verifyKey = dependency({ headers: { x_key: z.string() } }, ({ headers }) => {
  if (headers.x_key !== "fake-super-secret-key") throw new HTTPError(400, "X-Key header invalid");
  return headers.x_key;
});

export const app = new App({ title: "FastAPI", use: [verifyToken, verifyKey] });

app.get("/items/", function readItems() {
  return [{ item: "Portal Gun" }, { item: "Plumbus" }];
});

app.get("/users/", function readUsers() {
  return [{ username: "Rick" }, { username: "Morty" }];
});
