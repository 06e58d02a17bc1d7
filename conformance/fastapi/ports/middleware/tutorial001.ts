import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.middleware(async function addProcessTimeHeader({ reply }, next) {
  const started = performance.now();
  await next();
  reply.headers.set("X-Process-Time", String((performance.now() - started) / 1000));
});
