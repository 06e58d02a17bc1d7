import { App, Router } from "flotilla";
import { z } from "zod";

const router = new Router({ path: { segment: z.string() } });

router.get("/users/{id}", function readUser({ path }) {
  return path;
});

export const app = new App({ title: "FastAPI" });
app.include(router, { prefix: "/{segment}" });
