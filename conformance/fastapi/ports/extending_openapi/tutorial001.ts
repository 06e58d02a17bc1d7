import { App } from "flotilla";

const logo = { url: "https://fastapi.tiangolo.com/img/logo-margin/logo-teal.png" };

export const app = new App({
  title: "Custom title",
  version: "2.5.0",
  summary: "This is a very custom OpenAPI schema",
  description: "Here's a longer description of the custom **OpenAPI** schema",
  openapi: (document) => ({ ...document, info: { ...(document.info as object), "x-logo": logo } }),
});

app.get("/items/", function readItems() {
  return [{ name: "Foo" }];
});
