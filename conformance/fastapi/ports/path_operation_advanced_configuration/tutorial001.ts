import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", { operationId: "some_specific_id_you_define" }, function readItems() {
  return [{ item_id: "Foo" }];
});
