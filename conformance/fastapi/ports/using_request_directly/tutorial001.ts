import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/{item_id}", function readRoot({ path }, { client }) {
  return { client_host: client.address, item_id: path.item_id };
});
