import { App, resource } from "flotilla";
import { z } from "zod";

const models = resource(function* () {
  const loaded = new Map([["answer_to_everything", (x: number) => x * 42]]);
  yield loaded;
  loaded.clear();
});

export const app = new App({ title: "FastAPI" });

app.get("/predict", { query: { x: z.number() }, use: { models } }, function predict({ query, models }) {
  return { result: models.get("answer_to_everything")?.(query.x) };
});
