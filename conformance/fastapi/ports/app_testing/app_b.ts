import { App, HTTPError } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const secretToken = "coneofsilence";

const Item = z
  .object({ id: z.string(), title: z.string(), description: z.string().nullable().default(null) })
  .meta({ id: "Item" });

const db = new Map<string, z.input<typeof Item>>([
  ["foo", { id: "foo", title: "Foo", description: "There goes my hero" }],
  ["bar", { id: "bar", title: "Bar", description: "The bartenders" }],
]);

const headers = { x_token: z.string() };

app.get("/items/{item_id}", { headers, response: Item }, function readMain({ path, headers }) {
  if (headers.x_token !== secretToken) throw new HTTPError(400, "Invalid X-Token header");
  const item = db.get(path.item_id);
  if (item === undefined) throw new HTTPError(404, "Item not found");
  return item;
});

app.post("/items/", { headers, body: Item, response: Item }, function createItem({ headers, body: item }) {
  if (headers.x_token !== secretToken) throw new HTTPError(400, "Invalid X-Token header");
  if (db.has(item.id)) throw new HTTPError(409, "Item already exists");
  db.set(item.id, item);
  return item;
});
