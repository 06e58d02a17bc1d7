import { App, html } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.get("/items/", function readItems() {
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
});
