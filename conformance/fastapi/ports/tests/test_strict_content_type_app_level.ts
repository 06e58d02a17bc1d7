import { App } from "flotilla";
import { z } from "zod";

function appWith(strictContentType: boolean): App {
  const app = new App({ title: "FastAPI", strictContentType });
  app.post("/items/", { body: z.record(z.string(), z.unknown()) }, ({ body }) => body);
  return app;
}

export const apps = { app_default: appWith(true), app_lax: appWith(false) };
