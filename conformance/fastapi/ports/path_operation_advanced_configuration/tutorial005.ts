import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { openapi: { "x-aperture-labs-portal": "blue" } }, function readItems() {
  return [{ item_id: "portal-gun" }];
});
