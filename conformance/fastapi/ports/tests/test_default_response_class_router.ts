import { App, html, Router, text } from "flotilla";

const routerA = new Router();
const routerAA = new Router();
const routerAB = new Router();
const routerB = new Router();
const routerBA = new Router();
const routerBAC = new Router();

export const app = new App({ title: "FastAPI" });

app.get("/", () => ({ msg: "Hello World" }));
app.get("/override", () => text("Hello World"));

routerA.get("/", () => ({ msg: "Hello A" }));
routerA.get("/override", () => text("Hello A"));

routerAA.get("/", () => ({ msg: "Hello A A" }));
routerAA.get("/override", () => text("Hello A A"));

routerAB.get("/", () => text("Hello A B"));
routerAB.get("/override", () => html("Hello A B"));

routerB.get("/", () => text("Hello B"));
routerB.get("/override", () => html("Hello B"));

routerBA.get("/", () => text("Hello B A"));
routerBA.get("/override", () => html("Hello B A"));

routerBAC.get("/", () => html("Hello B A C"));
routerBAC.get("/override", (_, { reply }) => {
  reply.headers.set("content-type", "application/x-override");
  return { msg: "Hello B A C" };
});

routerBA.include(routerBAC, { prefix: "/c" });
routerB.include(routerBA, { prefix: "/a" });
routerA.include(routerAA, { prefix: "/a" });
routerA.include(routerAB, { prefix: "/b" });
app.include(routerA, { prefix: "/a" });
app.include(routerB, { prefix: "/b" });
