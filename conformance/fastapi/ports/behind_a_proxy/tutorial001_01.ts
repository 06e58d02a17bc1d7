import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", function readItems() {
  return ["plumbus", "portal gun"];
});
