import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const hidden = z.string().nullable().default(null).meta({ hidden: true });

app.get("/hidden_cookie", { cookies: { hidden_cookie: hidden } }, function hiddenCookie({ cookies }) {
  return cookies;
});

app.get("/hidden_header", { headers: { hidden_header: hidden } }, function hiddenHeader({ headers }) {
  return headers;
});

app.get(
  "/hidden_path/{hidden_path}",
  { path: { hidden_path: z.string().meta({ hidden: true }) } },
  function hiddenPath({ path }) {
    return path;
  },
);

app.get("/hidden_query", { query: { hidden_query: hidden } }, function hiddenQuery({ query }) {
  return query;
});
