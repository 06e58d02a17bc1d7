import { App, dependency } from "flotilla";
import { z } from "zod";

export const app = new App({ title: "FastAPI" });

const client = dependency(async function* () {
  yield { getPeople: async () => ["John Doe", "Jane Doe"] };
});

app.get("/", { use: { client }, response: z.array(z.unknown()) }, function getPeople({ client }) {
  return client.getPeople();
});
