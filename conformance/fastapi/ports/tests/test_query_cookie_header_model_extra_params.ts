import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Model = z.looseObject({ param: z.string() });
const AuthHeaders = z.object({ x_user_id: z.string() });

app.get("/query", { query: Model }, function queryModelWithExtra({ query }) {
  return query;
});

app.get("/header", { headers: Model }, function headerModelWithExtra({ headers }) {
  return headers;
});

app.get("/cookie", { cookies: Model }, function cookiesModelWithExtra({ cookies }) {
  return cookies;
});

app.get("/header-requires-hyphen", { headers: AuthHeaders }, function headerModelRequiresHyphen({ headers }) {
  return headers;
});
