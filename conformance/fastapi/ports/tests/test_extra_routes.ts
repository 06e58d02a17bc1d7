import { App, status, text } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ name: z.string(), price: z.number().nullable().default(null) }).meta({ id: "Item" });

app.get("/items/{item_id}", function getItems({ path }) {
  return path;
});

app.get("/items-not-decorated/{item_id}", function getNotDecorated({ path }) {
  return path;
});

app.delete("/items/{item_id}", { body: Item }, function deleteItem({ path, body }) {
  return { item_id: path.item_id, item: body };
});

app.head("/items/{item_id}", function headItem({ path }) {
  return status(200, null, { "x-fastapi-item-id": path.item_id });
});

app.options("/items/{item_id}", function optionsItem({ path }) {
  return status(200, null, { "x-fastapi-item-id": path.item_id });
});

app.patch("/items/{item_id}", { body: Item }, function patchItem({ path, body }) {
  return { item_id: path.item_id, item: body };
});

app.trace("/items/{item_id}", function traceItem() {
  return text("null", { headers: { "content-type": "message/http" } });
});
