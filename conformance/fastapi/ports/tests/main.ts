import { App } from "flotilla";
import { z } from "zod";

export const app = new App({
  title: "FastAPI",
  externalDocs: { description: "External API documentation.", url: "https://docs.example.com/api-general" },
});

app.get("/api_route", function nonOperation() {
  return { message: "Hello World" };
});

app.get("/non_decorated_route", function nonDecoratedRoute() {
  return { message: "Hello World" };
});

app.get("/text", function getText() {
  return "Hello World";
});

app.get("/path/{item_id}", { path: { item_id: z.unknown() } }, function getId({ path }) {
  return path.item_id;
});

app.get("/path/str/{item_id}", function getStrId({ path }) {
  return path.item_id;
});

app.get("/path/int/{item_id}", { path: { item_id: z.int() } }, function getIntId({ path }) {
  return path.item_id;
});

app.get("/path/float/{item_id}", { path: { item_id: z.number() } }, function getFloatId({ path }) {
  return path.item_id;
});

app.get("/path/bool/{item_id}", { path: { item_id: z.boolean() } }, function getBoolId({ path }) {
  return path.item_id;
});

app.get("/path/param/{item_id}", { path: { item_id: z.string().nullable() } }, function getPathParamId({ path }) {
  return path.item_id;
});

app.get(
  "/path/param-minlength/{item_id}",
  { path: { item_id: z.string().min(3) } },
  function getPathParamMinLength({ path }) {
    return path.item_id;
  },
);

app.get(
  "/path/param-maxlength/{item_id}",
  { path: { item_id: z.string().max(3) } },
  function getPathParamMaxLength({ path }) {
    return path.item_id;
  },
);

app.get(
  "/path/param-min_maxlength/{item_id}",
  { path: { item_id: z.string().min(2).max(3) } },
  function getPathParamMinMaxLength({ path }) {
    return path.item_id;
  },
);

app.get("/path/param-gt/{item_id}", { path: { item_id: z.number().gt(3) } }, function getPathParamGt({ path }) {
  return path.item_id;
});

app.get("/path/param-gt0/{item_id}", { path: { item_id: z.number().gt(0) } }, function getPathParamGt0({ path }) {
  return path.item_id;
});

app.get("/path/param-ge/{item_id}", { path: { item_id: z.number().gte(3) } }, function getPathParamGe({ path }) {
  return path.item_id;
});

app.get("/path/param-lt/{item_id}", { path: { item_id: z.number().lt(3) } }, function getPathParamLt({ path }) {
  return path.item_id;
});

app.get("/path/param-lt0/{item_id}", { path: { item_id: z.number().lt(0) } }, function getPathParamLt0({ path }) {
  return path.item_id;
});

app.get("/path/param-le/{item_id}", { path: { item_id: z.number().lte(3) } }, function getPathParamLe({ path }) {
  return path.item_id;
});

app.get(
  "/path/param-lt-gt/{item_id}",
  { path: { item_id: z.number().gt(1).lt(3) } },
  function getPathParamLtGt({ path }) {
    return path.item_id;
  },
);

app.get(
  "/path/param-le-ge/{item_id}",
  { path: { item_id: z.number().gte(1).lte(3) } },
  function getPathParamLeGe({ path }) {
    return path.item_id;
  },
);

app.get("/path/param-lt-int/{item_id}", { path: { item_id: z.int().lt(3) } }, function getPathParamLtInt({ path }) {
  return path.item_id;
});

app.get("/path/param-gt-int/{item_id}", { path: { item_id: z.int().gt(3) } }, function getPathParamGtInt({ path }) {
  return path.item_id;
});

app.get("/path/param-le-int/{item_id}", { path: { item_id: z.int().lte(3) } }, function getPathParamLeInt({ path }) {
  return path.item_id;
});

app.get("/path/param-ge-int/{item_id}", { path: { item_id: z.int().gte(3) } }, function getPathParamGeInt({ path }) {
  return path.item_id;
});

app.get(
  "/path/param-lt-gt-int/{item_id}",
  { path: { item_id: z.int().gt(1).lt(3) } },
  function getPathParamLtGtInt({ path }) {
    return path.item_id;
  },
);

app.get(
  "/path/param-le-ge-int/{item_id}",
  { path: { item_id: z.int().gte(1).lte(3) } },
  function getPathParamLeGeInt({ path }) {
    return path.item_id;
  },
);

app.get("/query", { query: { query: z.unknown() } }, function getQuery({ query }) {
  return `foo bar ${query.query}`;
});

app.get("/query/optional", { query: { query: z.unknown().optional() } }, function getQueryOptional({ query }) {
  return query.query === undefined ? "foo bar" : `foo bar ${query.query}`;
});

app.get("/query/int", { query: { query: z.int() } }, function getQueryType({ query }) {
  return `foo bar ${query.query}`;
});

app.get("/query/int/optional", { query: { query: z.int().nullish() } }, function getQueryTypeOptional({ query }) {
  return query.query === undefined ? "foo bar" : `foo bar ${query.query}`;
});

app.get("/query/int/default", { query: { query: z.int().default(10) } }, function getQueryTypeIntDefault({ query }) {
  return `foo bar ${query.query}`;
});

app.get("/query/param", { query: { query: z.unknown().optional() } }, function getQueryParam({ query }) {
  return query.query === undefined ? "foo bar" : `foo bar ${query.query}`;
});

app.get("/query/param-required", { query: { query: z.unknown() } }, function getQueryParamRequired({ query }) {
  return `foo bar ${query.query}`;
});

app.get("/query/param-required/int", { query: { query: z.int() } }, function getQueryParamRequiredType({ query }) {
  return `foo bar ${query.query}`;
});

app.get("/enum-status-code", { status: 201 }, function getEnumStatusCode() {
  return "foo bar";
});

app.get("/query/frozenset", { query: { query: z.set(z.int()) } }, function getQueryTypeFrozenset({ query }) {
  return [...query.query].sort((a, b) => a - b).join(",");
});

app.get(
  "/query/list",
  { query: { device_ids: z.array(z.int()) }, response: z.array(z.int()) },
  function getQueryList({ query }) {
    return query.device_ids;
  },
);

app.get(
  "/query/list-default",
  { query: { device_ids: z.array(z.int()).default([]) }, response: z.array(z.int()) },
  function getQueryListDefault({ query }) {
    return query.device_ids;
  },
);
