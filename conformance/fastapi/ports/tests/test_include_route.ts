import { App, Router } from "flotilla";

const router = new Router();

router.get("/items/", { hidden: true }, function readItems() {
  return { hello: "world" };
});

export const app = new App({ title: "FastAPI" });
app.include(router);
