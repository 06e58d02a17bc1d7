import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", function readMain() {
  return { msg: "Hello World" };
});
