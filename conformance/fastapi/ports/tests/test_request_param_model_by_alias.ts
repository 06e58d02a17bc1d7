import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Model = z.object({ param: z.string().meta({ alias: "param_alias" }) });

app.get("/query", { query: Model }, function queryModel({ query }) {
  return { param: query.param };
});

app.get("/header", { headers: Model }, function headerModel({ headers }) {
  return { param: headers.param };
});

app.get("/cookie", { cookies: Model }, function cookieModel({ cookies }) {
  return { param: cookies.param };
});
