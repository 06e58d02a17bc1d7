import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const query = { hidden_query: z.string().nullish().meta({ hidden: true }) };

app.get("/items/", { query }, function readItems({ query }) {
  return { hidden_query: query.hidden_query || "Not found" };
});
