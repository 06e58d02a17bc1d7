import { App, html } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

function generatePage() {
  return html(`
    <html>
        <head>
            <title>Some HTML in here</title>
        </head>
        <body>
            <h1>Look ma! HTML!</h1>
        </body>
    </html>
    `);
}

app.get("/items/", { responses: { 200: { mediaType: "text/html", schema: z.string() } } }, function readItems() {
  return generatePage();
});
