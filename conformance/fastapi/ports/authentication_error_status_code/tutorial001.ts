import { App, dependency, HTTPError, httpBearer } from "flotilla";

export const app = new App({ title: "FastAPI" });

const bearer = dependency(
  { use: { found: httpBearer({ optional: true, schemeName: "HTTPBearer403" }) } },
  ({ found }) => {
    if (found === null) throw new HTTPError(403, "Not authenticated");
    return found;
  },
);

app.get("/me", { use: { bearer } }, function readMe({ bearer }) {
  return { message: "You are authenticated", token: bearer.credentials };
});
