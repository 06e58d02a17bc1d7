import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const contains = (fixedContent: string) =>
  dependency({ query: { q: z.string().default("") } }, ({ query }) => query.q.includes(fixedContent));

app.get("/query-checker/", { use: { isIncluded: contains("bar") } }, function readQueryCheck({ isIncluded }) {
  return { fixed_content_in_query: isIncluded };
});
