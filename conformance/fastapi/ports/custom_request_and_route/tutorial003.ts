import { App, dependency, Router } from "flotilla";

export const app = new App({ title: "FastAPI" });

const timed = dependency({ scope: "function" }, function* (_, { reply, log }) {
  const before = performance.now();
  yield;
  const duration = (performance.now() - before) / 1000;
  reply.headers.set("X-Response-Time", String(duration));
  log.log("info", `route duration: ${duration}`);
});

app.get("/", function notTimed() {
  return { message: "Not timed" };
});

const router = new Router({ use: [timed] });

router.get("/timed", function timed() {
  return { message: "It's the time of my life" };
});

app.include(router);
