import { App } from "flotilla";

export const app = new App({
  title: "Custom title",
  version: "2.5.0",
  summary: "This is a very custom OpenAPI schema",
  description: "Here's a longer description of the custom **OpenAPI** schema",
  openapi: (document) => ({
    ...document,
    info: {
      ...(document.info as object),
      "x-logo": { url: "https://fastapi.tiangolo.com/img/logo-margin/logo-teal.png" },
    },
  }),
});

app.get("/items/", function readItems() {
  return [{ name: "Foo" }];
});
