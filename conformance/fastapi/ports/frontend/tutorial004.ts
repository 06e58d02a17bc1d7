import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.frontend("/app", "dist", { fallback: "index.html" });
