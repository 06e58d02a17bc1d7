import { App, dependency } from "flotilla";
import { z } from "zod";

const clientKey = dependency({ query: { client_id: z.string() } }, ({ query }) => `${query.client_id}_key`);

const clientTag = dependency({ query: { client_id: z.string().nullish() } }, ({ query }) =>
  typeof query.client_id === "string" ? `${query.client_id}_tag` : null,
);

export const app = new App({ title: "FastAPI" });

app.get("/foo", { use: { clientKey, clientTag } }, function fooHandler({ clientKey, clientTag }) {
  return { client_id: clientKey, client_tag: clientTag };
});
