import { App } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

app.get("/{repeated_alias}", { query: { repeated_alias: z.string() } }, ({ path, query }) => ({
  path: path.repeated_alias,
  query: query.repeated_alias,
}));
