import { App, Router } from "flotilla";

const router = new Router();

router.get("", function getEmpty() {
  return ["OK"];
});

export const app = new App({ title: "FastAPI" });
app.include(router, { prefix: "/prefix" });
