import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { hidden: true }, function readItems() {
  return [{ item_id: "Foo" }];
});
