import { readFileSync } from "node:fs";
import { App, type Context, html } from "flotilla";

export const app = new App({ title: "FastAPI" });

app.static("/static", "static");

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]);

/** Any engine will do: this one knows `{{ id }}`, and `{{ url_for(…) }}` for a route and for a static file. */
function render(name: string, context: Context, values: Record<string, string>): string {
  const absolute = (path: string) => escaped(new URL(path, context.request.url).href);
  return readFileSync(`templates/${name}`, "utf8")
    .replaceAll(/{{ url_for\('static', path='([^']+)'\) }}/g, (_, path) => absolute(`/static${path}`))
    .replaceAll(/{{ url_for\('(\w+)', id=id\) }}/g, (_, route) => absolute(context.url(route, values)))
    .replaceAll(/{{ (\w+) }}/g, (_, field) => escaped(values[field]));
}

app.get("/items/{id}", { name: "read_item" }, ({ path }, context) => html(render("item.html", context, path)));
