import { App, text } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/", { responses: { 200: { mediaType: "text/plain", schema: z.string() } } }, function main() {
  return text("Hello World");
});
