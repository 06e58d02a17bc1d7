import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const Item = z.object({ data: z.string() }).meta({ id: "Item" });

const named = (where: string) => ({
  [`${where} One`]: {
    summary: `${where} One Summary`,
    description: `${where} One Description`,
    value: `${where.toLowerCase()}1`,
  },
  [`${where} Two`]: { value: `${where.toLowerCase()}2` },
});

app.post(
  "/examples/",
  {
    body: Item.meta({
      examples: [{ data: "Data in Body examples, example1" }],
      openapiExamples: {
        "Example One": {
          summary: "Example One Summary",
          description: "Example One Description",
          value: { data: "Data in Body examples, example1" },
        },
        "Example Two": { value: { data: "Data in Body examples, example2" } },
      },
    }),
  },
  function examples({ body }) {
    return body;
  },
);

app.get(
  "/path_examples/{item_id}",
  {
    path: {
      item_id: z.string().meta({
        examples: ["json_schema_item_1", "json_schema_item_2"],
        openapiExamples: {
          "Path One": { summary: "Path One Summary", description: "Path One Description", value: "item_1" },
          "Path Two": { value: "item_2" },
        },
      }),
    },
  },
  function pathExamples({ path }) {
    return path.item_id;
  },
);

const data = (where: string) =>
  z
    .string()
    .nullish()
    .meta({
      examples: [`json_schema_${where.toLowerCase()}1`, `json_schema_${where.toLowerCase()}2`],
      openapiExamples: named(where),
    });

app.get("/query_examples/", { query: { data: data("Query") } }, function queryExamples({ query }) {
  return query.data;
});

app.get("/header_examples/", { headers: { data: data("Header") } }, function headerExamples({ headers }) {
  return headers.data;
});

app.get("/cookie_examples/", { cookies: { data: data("Cookie") } }, function cookieExamples({ cookies }) {
  return cookies.data;
});
