import { HTTPError, Router } from "flotilla";
import { getTokenHeader } from "../dependencies.ts";

export const router = new Router({
  prefix: "/items",
  tags: ["items"],
  use: [getTokenHeader],
  responses: { 404: { description: "Not found" } },
});

const items: { [id: string]: { name: string } } = { plumbus: { name: "Plumbus" }, gun: { name: "Portal Gun" } };

router.get("/", function readItems() {
  return items;
});

router.get("/{item_id}", function readItem({ path: { item_id } }) {
  if (!Object.hasOwn(items, item_id)) throw new HTTPError(404, "Item not found");
  return { name: items[item_id].name, item_id };
});

router.put(
  "/{item_id}",
  { tags: ["custom"], responses: { 403: { description: "Operation forbidden" } } },
  function updateItem({ path: { item_id } }) {
    if (item_id !== "plumbus") throw new HTTPError(403, "You can only update the item: plumbus");
    return { item_id, name: "The great Plumbus" };
  },
);
