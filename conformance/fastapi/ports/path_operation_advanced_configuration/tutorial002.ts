import { App } from "flotilla";

export const app = new App({ title: "FastAPI", operationId: (route) => route.options.name ?? route.template });

app.get("/items/", { name: "readItems" }, function readItems() {
  return [{ item_id: "Foo" }];
});
