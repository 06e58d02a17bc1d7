import { App, Router, status } from "flotilla";
import { z } from "zod";

const router = new Router();

router.post("/middleware", { form: { file: z.file() }, maxBodyBytes: 256 }, function runMiddleware() {
  return { message: "OK" };
});

export const app = new App({ title: "FastAPI" });
app.include(router);

app.catch(413, () =>
  status(422, { detail: { name: "ContentSizeLimitExceeded", code: 999, message: "File limit exceeded" } }),
);
