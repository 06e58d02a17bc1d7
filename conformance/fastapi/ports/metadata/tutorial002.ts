import { App } from "flotilla";

export const app = new App({ title: "FastAPI", openapiUrl: "/api/v1/openapi.json" });

app.get("/items/", function readItems() {
  return [{ name: "Foo" }];
});
