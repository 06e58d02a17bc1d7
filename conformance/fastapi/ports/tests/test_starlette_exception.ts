import { App, HTTPError } from "flotilla";

export const app = new App({ title: "FastAPI" });

const items = new Map([["foo", "The Foo Wrestlers"]]);

app.get("/items/{item_id}", function readItem({ path }) {
  const item = items.get(path.item_id);
  if (item === undefined) throw new HTTPError(404, "Item not found", { "X-Error": "Some custom header" });
  return { item };
});

app.get("/http-no-body-statuscode-exception", function noBodyStatusCodeException() {
  throw new HTTPError(204);
});

app.get("/http-no-body-statuscode-with-detail-exception", function noBodyStatusCodeWithDetailException() {
  throw new HTTPError(204, "I should just disappear!");
});

app.get("/starlette-items/{item_id}", function readStarletteItem({ path }) {
  const item = items.get(path.item_id);
  if (item === undefined) throw new HTTPError(404, "Item not found");
  return { item };
});
