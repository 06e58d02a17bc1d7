import { App, Router } from "flotilla";

const router = new Router();
router.frontend("/", "dist", { fallback: "index.html" });

export const app = new App({ title: "FastAPI" });
app.include(router, { prefix: "/app" });
