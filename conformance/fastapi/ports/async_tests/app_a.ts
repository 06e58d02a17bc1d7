import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", function root() {
  return { message: "Tomato" };
});
