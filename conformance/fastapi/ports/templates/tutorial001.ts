import { App, html } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.static("/static", "static");

const page = (id: string, link: string) => `<html>
<head>
    <title>Item Details</title>
    <link href="/static/styles.css" rel="stylesheet">
</head>
<body>
    <h1><a href="${link}">Item ID: ${id}</a></h1>
</body>
</html>
`;

app.get("/items/{id}", { name: "readItem" }, function readItem({ path: { id } }, context) {
  const link = new URL(context.url("readItem", { id }), context.request.url);
  return html(page(escapeHtml(id), link.href));
});

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
