import { App } from "flotilla";

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
  return items.get(path.item_id);
});
