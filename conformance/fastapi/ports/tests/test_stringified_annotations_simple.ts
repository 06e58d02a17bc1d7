import { App, dependency } from "flotilla";

export const app = new App({ title: "FastAPI" });

const dep = dependency(() => "test");

app.get("/test/", { use: { dep } }, function call({ dep }) {
  return { test: dep };
});
