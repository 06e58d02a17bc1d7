import { App, dependency, HTTPError } from "flotilla";

export const app = new App({ title: "FastAPI" });

const data = new Map([
  ["plumbus", { description: "Freshly pickled plumbus", owner: "Morty" }],
  ["portal-gun", { description: "Gun to create portals", owner: "Rick" }],
]);

class OwnerError extends Error {}

const username = dependency(function* () {
  try {
    yield "Rick";
  } catch (error) {
    if (error instanceof OwnerError) throw new HTTPError(400, `Owner error: ${error.message}`);
    throw error;
  }
});

app.get("/items/{item_id}", { use: { username } }, function getItem({ path, username }) {
  const item = data.get(path.item_id);
  if (item === undefined) throw new HTTPError(404, "Item not found");
  if (item.owner !== username) throw new OwnerError(username);
  return item;
});
