import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/",
  {
    query: { standard_query_param: z.int().nullable().default(50) },
    openapi: {
      parameters: [
        { required: false, schema: { title: "Extra Param 1" }, name: "extra_param_1", in: "query" },
        { required: true, schema: { title: "Extra Param 2" }, name: "extra_param_2", in: "query" },
      ],
    },
  },
  function routeWithExtraQueryParameters() {
    return {};
  },
);
