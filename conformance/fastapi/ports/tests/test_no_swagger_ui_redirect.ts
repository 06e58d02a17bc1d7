import { App } from "flotilla";

export const app = new App({ title: "FastAPI", oauth2RedirectUrl: null });

app.get("/items/", function readItems() {
  return { id: "foo" };
});
