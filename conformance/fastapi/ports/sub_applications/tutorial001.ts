import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/app", function readMain() {
  return { message: "Hello World from main app" };
});

const subapi = new App({ title: "FastAPI" });

subapi.get("/sub", function readSub() {
  return { message: "Hello World from sub API" };
});

app.mount("/subapi", subapi);
