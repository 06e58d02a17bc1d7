import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", { openapi: { "x-custom-extension": "value" } }, function routeWithExtras() {
  return {};
});
