import { App, resource } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const fakeAnswerToEverythingModel = (x: number) => x * 42;

const models = resource(async function* () {
  const loaded = new Map([["answer_to_everything", fakeAnswerToEverythingModel]]);
  yield loaded;
  loaded.clear();
});

app.get("/predict", { query: { x: z.number() }, use: { models } }, function predict({ query, models }) {
  return { result: models.get("answer_to_everything")?.(query.x) };
});
