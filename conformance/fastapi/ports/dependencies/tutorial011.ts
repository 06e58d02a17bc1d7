import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

function fixedContentQueryChecker(fixedContent: string) {
  return dependency({ query: { q: z.string().default("") } }, ({ query }) => query.q.includes(fixedContent));
}

const checker = fixedContentQueryChecker("bar");

app.get("/query-checker/", { use: { fixedContentIncluded: checker } }, function readQueryCheck(input) {
  return { fixed_content_in_query: input.fixedContentIncluded };
});
