import { App, text } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const responses = { 200: { schema: z.string(), mediaType: "text/plain" } };

app.get("/", { responses }, function main() {
  return text("Hello World");
});
