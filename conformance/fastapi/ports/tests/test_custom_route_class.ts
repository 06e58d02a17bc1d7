import { App, Router } from "flotilla";

const routerA = new Router();
const routerB = new Router();
const routerC = new Router();

routerA.get("/", function getA() {
  return { msg: "A" };
});

routerB.get("/", function getB() {
  return { msg: "B" };
});

routerC.get("/", function getC() {
  return { msg: "C" };
});

routerB.include(routerC, { prefix: "/c" });
routerA.include(routerB, { prefix: "/b" });

export const app = new App({ title: "FastAPI" });
app.include(routerA, { prefix: "/a" });
