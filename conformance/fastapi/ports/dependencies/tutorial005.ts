import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const queryExtractor = dependency({ query: { q: z.string().nullish() } }, ({ query }) => query.q);

const queryOrCookieExtractor = dependency(
  { use: { q: queryExtractor }, cookies: { last_query: z.string().nullish() } },
  ({ q, cookies }) => q || cookies.last_query || null,
);

app.get("/items/", { use: { queryOrDefault: queryOrCookieExtractor } }, function readQuery({ queryOrDefault }) {
  return { q_or_cookie: queryOrDefault };
});
