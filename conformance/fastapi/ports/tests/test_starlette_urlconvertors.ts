import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/int/{param}", { path: { param: z.int() } }, function intConvertor({ path }) {
  return { int: path.param };
});

app.get("/float/{param}", { path: { param: z.number() } }, function floatConvertor({ path }) {
  return { float: path.param };
});

app.get("/path/{param...}", function pathConvertor({ path }) {
  return { path: path.param };
});

app.get("/query/", { query: { param: z.string() } }, function queryConvertor({ query }) {
  return { query: query.param };
});
