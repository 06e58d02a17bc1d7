import { App, HTTPError, text, ValidationError } from "flotilla";
import { z } from "zod";
export const app = new App({ title: "FastAPI" });

app.catch(HTTPError, (error) => text(String(error.detail), { status: error.status }));

app.catch(ValidationError, (error) => {
  const lines = error.problems.map(({ loc, msg }) => {
    const place = loc.map((part) => (typeof part === "number" ? part : `'${part}'`)).join(", ");
    return `\nField: (${place}), Error: ${msg}`;
  });
  return text(`Validation errors:${lines.join("")}`, { status: 400 });
});

app.get("/items/{item_id}", { path: { item_id: z.int() } }, function readItem({ path }) {
  if (path.item_id === 3) throw new HTTPError(418, "Nope! I don't like 3.");
  return path;
});
