import { App, html } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const responses = { 200: { schema: z.string(), mediaType: "text/html" } };

app.get("/items/", { responses }, function readItems() {
  return html("<h1>Items</h1><p>This is a list of items.</p>");
});
