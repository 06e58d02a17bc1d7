import { App, html } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI", responses: { 200: { mediaType: "text/html", schema: z.string() } } });

app.get("/items/", function readItems() {
  return html("<h1>Items</h1><p>This is a list of items.</p>");
});
