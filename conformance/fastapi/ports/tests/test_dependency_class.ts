import { App, dependency } from "flotilla";
import { z } from "zod";

const query = { value: z.string() };

class Callable {
  call(value: string) {
    return value;
  }

  async callLater(value: string) {
    return value;
  }

  *generate(value: string) {
    yield value;
  }

  async *generateLater(value: string) {
    yield value;
  }
}

const callable = new Callable();

const plain = dependency({ query }, ({ query }) => callable.call(query.value));
const later = dependency({ query }, ({ query }) => callable.callLater(query.value));
const generated = dependency({ query }, ({ query }) => callable.generate(query.value));
const generatedLater = dependency({ query }, ({ query }) => callable.generateLater(query.value));
const instance = dependency(() => callable);

export const app = new App({ title: "FastAPI" });

app.get("/callable-dependency-class", { query, use: { instance } }, ({ query, instance }) =>
  instance.call(query.value),
);
app.get(
  "/callable-gen-dependency-class",
  { query, use: { instance } },
  ({ query, instance }) => instance.generate(query.value).next().value,
);
app.get("/async-callable-dependency-class", { query, use: { instance } }, ({ query, instance }) =>
  instance.callLater(query.value),
);
app.get(
  "/async-callable-gen-dependency-class",
  { query, use: { instance } },
  async ({ query, instance }) => (await instance.generateLater(query.value).next()).value,
);
app.get("/callable-dependency", { use: { value: plain } }, ({ value }) => value);
app.get("/callable-gen-dependency", { use: { value: generated } }, ({ value }) => value);
app.get("/async-callable-dependency", { use: { value: later } }, ({ value }) => value);
app.get("/async-callable-gen-dependency", { use: { value: generatedLater } }, ({ value }) => value);
app.get("/synchronous-method-dependency", { use: { value: plain } }, ({ value }) => value);
app.get("/synchronous-method-gen-dependency", { use: { value: generated } }, ({ value }) => value);
app.get("/asynchronous-method-dependency", { use: { value: later } }, ({ value }) => value);
app.get("/asynchronous-method-gen-dependency", { use: { value: generatedLater } }, ({ value }) => value);
