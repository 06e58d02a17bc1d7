import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/query", { query: { q: z.string().nullable() } }, function readQuery({ query }) {
  return query.q;
});

app.get("/explicit-query", { query: { q: z.string().nullable() } }, function readExplicitQuery({ query }) {
  return query.q;
});

app.post("/body-embed", { body: { b: z.string().nullable() } }, function sendBodyEmbed({ body }) {
  return body.b;
});
