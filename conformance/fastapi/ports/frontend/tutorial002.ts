import { App } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.frontend("/", "dist", { fallback: "index.html" });
