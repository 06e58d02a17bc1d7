import { App, Router } from "flotilla";
import { z } from "zod";

const CustomModel = z.object({ a: z.int() }).meta({ id: "CustomModel" });
const HttpUrl = z.url().min(1).max(2083);

const callback = new Router();
callback.get("/callback/", { responses: { 400: CustomModel } }, function callbackRoute() {});

export const app = new App({ title: "FastAPI" });

app.post(
  "/",
  { query: { callback_url: HttpUrl }, callbacks: { callback_route: { "{$callback_url}": callback } } },
  function mainRoute() {},
);
