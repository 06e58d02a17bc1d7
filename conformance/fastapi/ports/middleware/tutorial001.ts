import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.middleware(async function addProcessTimeHeader(context, next) {
  const started = performance.now();
  await next();
  context.reply.headers.set("x-process-time", String((performance.now() - started) / 1000));
});
