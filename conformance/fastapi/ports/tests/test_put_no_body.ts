import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.put("/items/{item_id}", function saveItemNoBody({ path }) {
  return path;
});
