import { dependency, HTTPError } from "flotilla";
import { z } from "zod";

export const getTokenHeader = dependency({ headers: { x_token: z.string() } }, ({ headers }) => {
  if (headers.x_token !== "fake-super-secret-token") throw new HTTPError(400, "X-Token header invalid");
});

export const getQueryToken = dependency({ query: { token: z.string() } }, ({ query }) => {
  if (query.token !== "jessica") throw new HTTPError(400, "No Jessica token provided");
});
