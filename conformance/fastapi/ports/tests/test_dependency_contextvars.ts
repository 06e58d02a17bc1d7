import { AsyncLocalStorage } from "node:async_hooks";
import { App, dependency } from "flotilla";

const requestState = new AsyncLocalStorage<{ user: string }>();

const setUpRequestState = dependency(function* () {
  requestState.enterWith({ user: "deadpond" });
  yield;
});

export const app = new App({ title: "FastAPI" });

app.middleware(async function customMiddleware(context, next) {
  await next();
  context.reply.headers.set("custom", "foo");
});

app.get("/user", { use: [setUpRequestState] }, function getUser() {
  return requestState.getStore()?.user;
});
