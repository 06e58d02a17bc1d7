import { appendFile } from "node:fs/promises";
import { App } from "flotilla";

export const app = new App({
  title: "FastAPI",
  lifespan: async function* () {
    yield;
    await appendFile("log.txt", "Application shutdown");
  },
});

app.get("/items/", function readItems() {
  return [{ name: "Foo" }];
});
