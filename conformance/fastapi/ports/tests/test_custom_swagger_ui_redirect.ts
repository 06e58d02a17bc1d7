import { App } from "flotilla";

export const app = new App({ title: "FastAPI", oauth2RedirectUrl: "/docs/redirect" });

app.get("/items/", function readItems() {
  return { id: "foo" };
});
