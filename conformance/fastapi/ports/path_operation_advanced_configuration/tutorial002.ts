import { App } from "flotilla";

export const app = new App({ title: "FastAPI", operationId: ({ name }) => name ?? "" });

app.get("/items/", { name: "read_items" }, () => [{ item_id: "Foo" }]);
