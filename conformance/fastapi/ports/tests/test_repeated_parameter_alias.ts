import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get(
  "/{repeated_alias}",
  { query: { repeated_alias: z.string() } },
  function getParametersWithRepeatedAliases({ path, query }) {
    return { path: path.repeated_alias, query: query.repeated_alias };
  },
);
