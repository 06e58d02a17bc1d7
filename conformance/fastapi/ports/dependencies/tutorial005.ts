import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const queryExtractor = dependency({ query: { q: z.string().nullable().default(null) } }, ({ query }) => query.q);

const queryOrCookieExtractor = dependency(
  { use: { q: queryExtractor }, cookies: { last_query: z.string().nullable().default(null) } },
  ({ q, cookies }) => q || cookies.last_query,
);

app.get("/items/", { use: { queryOrDefault: queryOrCookieExtractor } }, function readQuery({ queryOrDefault }) {
  return { q_or_cookie: queryOrDefault };
});
