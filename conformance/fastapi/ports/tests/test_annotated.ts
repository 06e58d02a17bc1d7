import { App, Router } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/default", { name: "default", query: { foo: z.string().default("foo") } }, ({ query }) => query);

app.get("/required", { query: { foo: z.string().min(1) } }, function required({ query }) {
  return query;
});

app.get("/multiple", { query: { foo: z.string().min(1) } }, function multiple({ query }) {
  return query;
});

app.get("/unrelated", { query: { foo: z.string() } }, function unrelated({ query }) {
  return query;
});

const twoPaths = new App({ title: "FastAPI" });
for (const template of ["/test1", "/test2"] as const) {
  twoPaths.get(template, { query: { var: z.string().default("bar") } }, ({ query }) => ({ foo: query.var }));
}

const nested = new App({ title: "FastAPI" });
const router = new Router({ prefix: "/nested" });
router.get("/test", { query: { var: z.string().default("bar") } }, ({ query }) => ({ foo: query.var }));
nested.include(router);

export const apps = { test_multiple_path: twoPaths, test_nested_router: nested };
