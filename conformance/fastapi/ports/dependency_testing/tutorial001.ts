import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const commonParameters = dependency(
  { query: { q: z.string().nullable().default(null), skip: z.int().default(0), limit: z.int().default(100) } },
  ({ query }) => query,
);

app.get("/items/", { use: { commons: commonParameters } }, function readItems({ commons }) {
  return { message: "Hello Items!", params: commons };
});

app.get("/users/", { use: { commons: commonParameters } }, function readUsers({ commons }) {
  return { message: "Hello Users!", params: commons };
});

const overrideDependency = dependency({ query: { q: z.string().nullable().default(null) } }, ({ query }) => ({
  q: query.q,
  skip: 5,
  limit: 10,
}));

export const overrides = { override_dependency: [commonParameters, overrideDependency] };
