import { App } from "flotilla";

export const app = new App({ title: "FastAPI", docsUrl: "/documentation", redocUrl: null });

app.get("/items/", function readItems() {
  return [{ name: "Foo" }];
});
