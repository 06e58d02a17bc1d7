import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", async function root() {
  return { message: "Hello World" };
});
