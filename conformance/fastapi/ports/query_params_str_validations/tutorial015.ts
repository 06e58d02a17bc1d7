import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const data = new Map([
  ["isbn-9781529046137", "The Hitchhiker's Guide to the Galaxy"],
  ["imdb-tt0371724", "The Hitchhiker's Guide to the Galaxy"],
  ["isbn-9781439512982", "Isaac Asimov: The Complete Stories, Vol. 2"],
]);

const Id = z.string().refine((id) => /^(isbn|imdb)-/.test(id), {
  error: 'Invalid ID format, it must start with "isbn-" or "imdb-"',
});

app.get("/items/", { query: { id: Id.nullish() } }, function readItems({ query }) {
  const id = query.id || [...data.keys()][Math.floor(Math.random() * data.size)];
  return { id, name: data.get(id) ?? null };
});
