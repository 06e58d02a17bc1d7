import { App, dependency, Router } from "flotilla";

export const app = new App({ title: "FastAPI" });

const timed = dependency({ scope: "function" }, function* (_, { reply, log }) {
  const started = performance.now();
  yield;
  const seconds = (performance.now() - started) / 1000;
  reply.headers.set("x-response-time", String(seconds));
  log.log("info", `route duration: ${seconds}`);
});

const router = new Router({ use: [timed] });

app.get("/", function notTimed() {
  return { message: "Not timed" };
});

router.get("/timed", function timed() {
  return { message: "It's the time of my life" };
});

app.include(router);
