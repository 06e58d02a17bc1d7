import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const items = [{ item_name: "Foo" }, { item_name: "Bar" }, { item_name: "Baz" }];

const commonQueryParams = dependency(
  { query: { q: z.string().nullish(), skip: z.int().default(0), limit: z.int().default(100) } },
  ({ query }) => query,
);

app.get("/items/", { use: { commons: commonQueryParams } }, function readItems({ commons: { q, skip, limit } }) {
  return { ...(q && { q }), items: items.slice(skip, skip + limit) };
});
