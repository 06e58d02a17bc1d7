import { App, Router } from "flotilla";
import { z } from "zod";

const Data = z.record(z.string(), z.unknown());

const nested = new App({ title: "FastAPI", strictContentType: false });
const outer = new Router({ prefix: "/outer" });
const innerStrict = new Router({ prefix: "/strict", strictContentType: true });
const innerDefault = new Router({ prefix: "/default" });

innerStrict.post("/items/", { body: Data }, function innerStrictPost({ body }) {
  return body;
});

innerDefault.post("/items/", { body: Data }, function innerDefaultPost({ body }) {
  return body;
});

outer.include(innerStrict);
outer.include(innerDefault);
nested.include(outer);

const mixed = new App({ title: "FastAPI", strictContentType: true });
const mixedOuter = new Router({ prefix: "/outer", strictContentType: false });
const mixedInner = new Router({ prefix: "/inner", strictContentType: true });

mixedOuter.post("/items/", { body: Data }, function mixedOuterPost({ body }) {
  return body;
});

mixedInner.post("/items/", { body: Data }, function mixedInnerPost({ body }) {
  return body;
});

mixedOuter.include(mixedInner);
mixed.include(mixedOuter);

export const apps = { app_nested: nested, app_mixed: mixed };
export const app = nested;
