import { App, HTTPError } from "flotilla";

export const app = new App({ title: "FastAPI" });

const items = new Map([["foo", "The Foo Wrestlers"]]);

app.get("/items/{item_id}", function readItem({ path }) {
  const item = items.get(path.item_id);
  if (item === undefined) throw new HTTPError(404, "Item not found");
  return { item };
});
