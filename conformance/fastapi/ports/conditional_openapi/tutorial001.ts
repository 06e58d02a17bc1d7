import { App } from "flotilla";

const { OPENAPI_URL = "/openapi.json" } = process.env;

export const app = new App({ title: "FastAPI", openapiUrl: OPENAPI_URL || null });

app.get("/", function root() {
  return { message: "Hello World" };
});
