import { App, HTTPError } from "flotilla";

const items = new Map<string, { name: string }>();

export const app = new App({
  title: "FastAPI",
  lifespan: async function* () {
    items.set("foo", { name: "Fighters" });
    items.set("bar", { name: "Tenders" });
    yield;
  },
});

app.get("/items/{item_id}", function readItems({ path }) {
  const item = items.get(path.item_id);
  if (item === undefined) throw new HTTPError(404);
  return item;
});
