import { App, Router } from "flotilla";

const subRouter = new Router();

subRouter.get("/", function readItem() {
  return { id: "foo" };
});

const router = new Router();
router.include(subRouter, { prefix: "/items" });

export const app = new App({ title: "FastAPI" });
app.include(router);
