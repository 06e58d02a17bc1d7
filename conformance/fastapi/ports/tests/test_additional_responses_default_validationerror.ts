import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/a/{id}", { path: { id: z.unknown() } }, function a() {});
