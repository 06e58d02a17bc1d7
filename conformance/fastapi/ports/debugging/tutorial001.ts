import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/", function root() {
  const a = "a";
  const b = `b${a}`;
  return { "hello world": b };
});
