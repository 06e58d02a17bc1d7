import { App, dependency, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const commonParameters = dependency(
  { query: { q: z.string(), skip: z.int().default(0), limit: z.int().default(100) } },
  ({ query }): object => query,
);

app.get("/main-depends/", { use: { commons: commonParameters } }, function mainDepends({ commons }) {
  return { in: "main-depends", params: commons };
});

app.get("/decorator-depends/", { use: [commonParameters] }, function decoratorDepends() {
  return { in: "decorator-depends" };
});

const router = new Router();

router.get("/router-depends/", { use: { commons: commonParameters } }, function routerDepends({ commons }) {
  return { in: "router-depends", params: commons };
});

router.get("/router-decorator-depends/", { use: [commonParameters] }, function routerDecoratorDepends() {
  return { in: "router-decorator-depends" };
});

app.include(router);

const simple = dependency({ query: { q: z.string().nullable().default(null) } }, ({ query }): object => ({
  q: query.q,
  skip: 5,
  limit: 10,
}));

const sub = dependency({ query: { k: z.string() } }, ({ query }): object => ({ k: query.k }));
const withSub = dependency({ use: { message: sub } }, ({ message }) => message);

export const overrides = {
  overrider_dependency_simple: [commonParameters, simple],
  overrider_dependency_with_sub: [commonParameters, withSub],
};
